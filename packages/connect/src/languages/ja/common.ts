import type { AccountWords, Failures } from '../common-texts.ts'
import type { RuleTexts } from '../rule-texts.ts'

// Words that more than one of the components, the window and the Wallet say: each stands here and nowhere else.

export const locale = 'ja'

/** An app and a provider where their names are not at hand, as they stand within a sentence. */
export const thisApp = 'このアプリ'
export const theProvider = 'プロバイダー'

export const back = '戻る'
export const cancel = 'キャンセル'
export const support = 'サポート'
export const privacy = 'プライバシー'
export const terms = '利用規約'
export const oneMoment = 'お待ちください…'
export const findAccount = 'アカウントを検索'
export const noMatch = '「{query}」に一致するものはありません。'
export const whichAccount = 'どのアカウントを使いますか？'
export const connected = '{provider}を連携しました'
/** An agent was let use an account. */
export const delegated = '{agent}が{provider}を使用できるようになりました'
/** The title of a flow that has failed. */
export const didNotConnect = '連携できませんでした'
/** The user has left. */
export const nothingConnected = '何も連携されませんでした'
/** Before what an app may do. */
export const allows = '{app}に許可されている操作'
/** In that list, where it is nothing else. */
export const allowsAccount = 'どのアカウントかの確認'
export const details = '詳細'
export const since = '連携日'
/** Above or beside a time. */
export const lastUse = '最終使用'
export const ends = '終了日'
/** `{when}` is a day. */
export const until = '{when}まで'
export const disconnect = '連携を解除'
export const disconnectQuestion = '{account}の連携を解除しますか？'
export const disconnecting = '連携を解除しています…'
export const disconnected = '{account}の連携を解除しました。'
/** The answer to a question that changes nothing. */
export const keep = 'そのままにする'
export const stillAllowed = '{provider}では、{app}がまだアクセスを許可されている場合があります。'
export const endThere = '{provider}で解除する'
export const seeThere = '{provider}で確認'
export const removeAgent = '取り消す'
export const removeAgentQuestion = '{agent}の許可を取り消しますか？'
export const removeAgentEffect = '{account}を使用できなくなります。'
export const removingAgent = '取り消しています…'
export const noAnswer = '応答がありません'
export const badAnswer = 'サーバーが正しく応答しませんでした。'
export const offline = 'オフラインです'
export const checkInternet = 'インターネット接続を確認してください。'
export const continuesItself = '接続が戻ると自動的に続行します。'
export const tooMany = 'リクエストが多すぎます'
export const tryInMinute = '1分ほど待ってからもう一度お試しください。'
export const tryLater = 'しばらくしてからもう一度お試しください。'
export const signInEnded = 'ログインの有効期限が切れました'
export const tookTooLong = '時間がかかりすぎました'
/** An answer of a provider, or of a sign-in, that belongs to nothing here. */
export const unmatched = 'このログインは照合できませんでした'

/** How an account is, and what repairs it. */
export const account: AccountWords = {
  notConnected: '未連携',
  lastUsed: '最終使用：{when}',
  neverUsed: '未使用',
  retry: '再試行',
  signIn: 'ログイン',
  revoked: 'アクセス権が取り消されました。',
  expired: 'アクセス権の有効期限が切れました。',
  broken: '連携が中断されました。',
}

/** Why a flow failed. */
export const failures: Failures = {
  access_denied: 'アクセスが許可されませんでした。',
  account_mismatch: '別のアカウントです。',
  interaction_required: '{provider}でのログインまたはアカウントの選択が必要です。',
  provider_error: '{provider}がエラーを返しました。',
  provider_misconfigured: '{app}は{provider}向けに正しく設定されていません。',
  provider_unreachable: '{provider}が応答しませんでした。',
  scope_denied: '{app}に必要な権限が許可されていません。',
}

/** What the rules of an agent allow. */
export const rules: RuleTexts = {
  onlyReads: '読み取りのみで、変更はしません',
  methods: '次の種類のリクエストのみ：{methods}',
  hosts: '{hosts}のみ',
  paths: '次のアドレスのみ：{paths}',
  onlyThese: '次のいずれかのみ：',
  reading: '読み取り',
  anything: 'すべてのリクエスト',
  window: '{days}{from}から{to}まで（{zone}）',
  everyDay: '毎日',
  weekdays: '平日',
  addresses: '次のネットワークアドレスからのみ：{addresses}',
  calls: { other: '{count}回' },
  rate: {
    second: '1秒に{calls}まで',
    minute: '1分に{calls}まで',
    hour: '1時間に{calls}まで',
    day: '1日に{calls}まで',
  },
  rateIn: '{time}に{calls}まで',
  groups: 'あなたが{groups}のメンバーである間のみ',
  sinceSignIn: 'プロバイダーへのログインから{time}の間のみ',
  asks: {
    user: {
      call: '毎回の呼び出しの前にあなたに確認します',
      change: '変更の前に毎回あなたに確認します',
      methods: '次の種類のリクエストの前にあなたに確認します：{methods}',
    },
    operator: {
      call: '毎回の呼び出しの前に{app}の運営者に確認します',
      change: '変更の前に毎回{app}の運営者に確認します',
      methods: '次の種類のリクエストの前に{app}の運営者に確認します：{methods}',
    },
  },
  other: '{app}が設定したその他の制限',
}
