import type { VNode } from 'preact'
import { ActivityPage } from './pages/activity.tsx'
import { AppPage } from './pages/app.tsx'
import { ApprovalPage } from './pages/approval.tsx'
import { ConnectionPage } from './pages/connection.tsx'
import { DataPage } from './pages/data.tsx'
import { HomePage } from './pages/home.tsx'
import { NowherePage } from './pages/nowhere.tsx'
import type { Place } from './place.ts'

/** Identifies the page of a place. Filters of the activity only change what one page shows. */
export function pageKey(place: Place): string {
  return 'id' in place ? `${place.page} ${place.id}` : place.page
}

/** The page at a place, for signed-in users. */
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
