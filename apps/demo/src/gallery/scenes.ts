import { accountsScenes } from './accounts-scenes.ts'
import { BUTTON_SCENES } from './button-scenes.tsx'
import { ELEMENT_BUTTON_SCENES, ELEMENT_LIST_SCENES } from './element-scenes.tsx'
import { REACT_LIST } from './list-view.tsx'
import { DIALOG_SCENES, HOOK_SCENES, PICKER_SCENES } from './other-scenes.tsx'
import type { Scene } from './scene.ts'
import type { StateId } from './states.ts'

/** A state without a scene does not compile. */
export const SCENES: Record<StateId, Scene> = {
  ...BUTTON_SCENES,
  ...accountsScenes(REACT_LIST),
  ...PICKER_SCENES,
  ...DIALOG_SCENES,
  ...HOOK_SCENES,
  ...ELEMENT_BUTTON_SCENES,
  ...ELEMENT_LIST_SCENES,
}
