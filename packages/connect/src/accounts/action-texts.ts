/** What every button says while its flow runs. */
export interface ActionTexts {
  connecting: string
}

export const ACTION_TEXTS: ActionTexts = {
  connecting: 'Connecting…',
}
