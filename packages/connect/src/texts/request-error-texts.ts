/** Why the backend's answer is missing, by the code of the error. */
export interface RequestErrorTexts {
  invalid_user_token: string
  network_error: string
  offline: string
  rate_limited: string
  user_token_required: string
  /** Any other. */
  other: string
}

export const REQUEST_ERROR_TEXTS: RequestErrorTexts = {
  invalid_user_token: 'Your sign-in has ended. Sign in again.',
  network_error: 'No answer. Check your internet connection.',
  offline: 'You are offline. The list comes back when you are online again.',
  rate_limited: 'Too many requests. Try again in a minute.',
  user_token_required: 'Sign in to see your connected accounts.',
  other: 'Something went wrong on our side.',
}
