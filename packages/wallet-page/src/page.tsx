import type { VNode } from 'preact'
import { ActivityPage } from './pages/activity.tsx'
import { AppPage } from './pages/app.tsx'
import { ApprovalPage } from './pages/approval.tsx'
import { ConnectionPage } from './pages/connection.tsx'
import { DataPage } from './pages/data.tsx'
import { HomePage } from './pages/home.tsx'
import { NowherePage } from './pages/nowhere.tsx'
import type { Place } from './place.ts'

/** Names the page that a place is on: filters of the activity change what one page shows. */
export function pageKey(place: Place): string {
  return 'id' in place ? `${place.page} ${place.id}` : place.page
}

/** What stands at a place, for those who are signed in. */
export function Page({ place }: { place: Place }): VNode {
  switch (place.page) {
    case 'home':
      return <HomePage />
    case 'app':
      return <AppPage id={place.id} />
    case 'connection':
      return <ConnectionPage id={place.id} />
    case 'approval':
      return <ApprovalPage id={place.id} />
    case 'activity':
      return <ActivityPage filter={place.filter} />
    case 'data':
      return <DataPage />
    case 'nowhere':
      break
  }
  return <NowherePage />
}
