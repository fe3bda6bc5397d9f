import { accountsScenes } from './accounts-scenes.ts'
import type { ELEMENT_BUTTON_STATES, ELEMENT_LIST_STATES } from './element-states.ts'
import { elementOf } from './elements.ts'
import { ELEMENT_LIST } from './list-view.tsx'
import { FOREVER, type LiveProps, press, type Scene } from './scene.ts'

const BUTTON = 'alter-connect-button'
const LOGO = `${BUTTON} >>> img[src]`

function button(attributes: Record<string, string | boolean>): Scene['Live'] {
  return ({ texts }: LiveProps) => elementOf(BUTTON, { 'base-path': '/api/alter', texts, ...attributes })
}

const Google = button({ provider: 'google' })

function pressed(status: string): Pick<Scene, 'Live' | 'act' | 'until' | 'isAlone'> {
  return {
    isAlone: true,
    Live: Google,
    act: () => press(`${BUTTON} >>> button:has(img[src])`),
    until: `${BUTTON}[data-status=${status}]`,
  }
}

export const ELEMENT_BUTTON_SCENES: Record<keyof typeof ELEMENT_BUTTON_STATES, Scene> = {
  'element-button-idle': { isAlone: true, Live: Google, until: LOGO },
  'element-button-choose': { isAlone: true, Live: button({}), until: `${BUTTON} >>> button` },
  'element-button-opening': { ...pressed('opening'), arrange: (mock) => mock.delay('session', FOREVER) },
  'element-button-waiting': {
    ...pressed('waiting'),
    arrange: (mock) => mock.delay('session/authorize', FOREVER),
  },
  'element-button-detached': {
    ...pressed('detached'),
    scenario: 'coop',
    arrange(mock) {
      mock.delay('session/result', FOREVER)
      // The user is in the other window.
      document.hasFocus = () => false
    },
  },
  'element-button-blocked': { ...pressed('blocked'), scenario: 'blocked' },
  'element-button-connected': pressed('connected'),
  'element-button-error': { ...pressed('error'), scenario: 'denied' },
  'element-button-exit': { ...pressed('exit'), scenario: 'closed' },
  'element-button-disabled': {
    isAlone: true,
    Live: button({ provider: 'google', disabled: true }),
    until: LOGO,
  },
  'element-button-text': {
    isAlone: true,
    Live: button({ provider: 'google', children: 'Add your calendar' }),
    until: LOGO,
  },
}

export const ELEMENT_LIST_SCENES: Record<keyof typeof ELEMENT_LIST_STATES, Scene> = Object.assign(
  {},
  ...Object.entries(accountsScenes(ELEMENT_LIST)).map(([id, scene]) => ({
    [`element-${id}`]: { ...scene, isAlone: true },
  })),
)
