import type { WalletApproval } from '@alter/protocol'
import type { Texts, TroubleText } from '@alter/connect/languages/wallet-texts'
import { fill } from '@alter/connect/languages/sentences'

/** The state of a request, in words. */
export function approvalWords(texts: Texts, approval: WalletApproval): TroubleText {
  const { status, failure, provider_name, response_status } = approval
  const { title, text } = texts.approvalStatus[status]
  if (status === 'failed' && failure === 'outcome_unknown') return { title, text: texts.approvalUnknown }
  return {
    title,
    text: fill(text, { provider: provider_name, status: String(response_status ?? '') }),
  }
}

/** The same as consecutive sentences. */
export function approvalNews(texts: Texts, approval: WalletApproval): string {
  const { title, text } = approvalWords(texts, approval)
  return fill(texts.titled, { title, text })
}
