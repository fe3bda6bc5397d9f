import { ACCOUNTS_SCENES } from './accounts-scenes.tsx'
import { BUTTON_SCENES } from './button-scenes.tsx'
import { DIALOG_SCENES, HOOK_SCENES, PICKER_SCENES } from './other-scenes.tsx'
import type { Scene } from './scene.ts'
import type { StateId } from './states.ts'

/** A state without a scene does not compile. */
export const SCENES: Record<StateId, Scene> = {
  ...BUTTON_SCENES,
  ...ACCOUNTS_SCENES,
  ...PICKER_SCENES,
  ...DIALOG_SCENES,
  ...HOOK_SCENES,
}
