import type { WalletAppName, WalletSignIn } from '@alter/protocol'
import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { Heading } from '../parts/heading.tsx'
import { Icon } from '../parts/icon.tsx'
import { Notice } from '../parts/notice.tsx'
import { Tile } from '../parts/picture.tsx'
import { type Place, writePlace } from '../place.ts'
import type { Farewell } from '@alter/connect/languages/wallet-texts'
import { fill } from '@alter/connect/languages/sentences'
import { signInUrl } from '../words/sign-in-url.ts'
import { visible } from '../words/visible.ts'

interface Props {
  ways: WalletSignIn[]
  farewell: Farewell | undefined
  /** The place to which the user returns. */
  place: Place
}

/** Asks the user to sign in: one button, or a choice by app if there are several sign-ins. */
export function SignInPage({ ways, farewell, place }: Props): VNode {
  const { platform, texts, say } = useDesk()
  const why = farewell && texts.farewell[farewell]
  useEffect(() => {
    // The heading, which gets the focus, does not say it.
    if (why !== undefined) say(why)
  }, [why, say])
  const asked = ways.find(({ apps }) => apps.some(({ app_id }) => app_id === platform.app))
  const shown = asked === undefined ? ways : [asked]
  const [only, ...others] = shown
  const rows = shown.flatMap(({ url, apps }) => apps.map((app) => ({ url, app })))
  // After a sign-out another person may sign in next.
  const who = farewell === 'left' || farewell === 'forgotten' ? 'ask' : 'known'
  const named = asked?.apps.find(({ app_id }) => app_id === platform.app)
  return (
    <div class="sign-in">
      <Heading title={texts.signInTitle} />
      <p class="lead">{texts.signInLead}</p>
      {why !== undefined && (
        <Notice tone={farewell === 'ended' ? 'plain' : 'good'}>
          <p>{why}</p>
        </Notice>
      )}
      {only === undefined && <p class="lead">{texts.signInNone}</p>}
      {only !== undefined && others.length === 0 && (
        <OneWay
          apps={only.apps}
          app={named ?? (only.apps.length === 1 ? only.apps[0] : undefined)}
          url={signInUrl(only.url, writePlace(place), texts.locale, who)}
        />
      )}
      {others.length > 0 && (
        <>
          <h2 class="ask">{texts.signInWhich}</h2>
          <ul class="cards one">
            {rows.map(({ url, app }) => (
              <li key={app.app_id}>
                <a class="card row" href={signInUrl(url, writePlace(place), texts.locale, who)}>
                  <Tile url={app.brand?.logo_url} name={visible(app.name)} />
                  <span class="names">
                    <bdi class="name">{visible(app.name)}</bdi>
                  </span>
                  <Icon name="chevron" />
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

interface OneWayProps {
  apps: WalletAppName[]
  /** The app that names the sign-in, if there is only one. */
  app: WalletAppName | undefined
  url: string
}

function OneWay({ apps, app, url }: OneWayProps): VNode {
  const { texts } = useDesk()
  return (
    <>
      <ul class="tiles">
        {apps.map(({ app_id, name, brand }) => (
          <li key={app_id}>
            <Tile url={brand?.logo_url} name={visible(name)} />
            <bdi>{visible(name)}</bdi>
          </li>
        ))}
      </ul>
      <a class="primary wide" href={url}>
        {app === undefined ? texts.signIn : fill(texts.signInAt, { app: visible(app.name) })}
      </a>
    </>
  )
}
