import type { AccountWords, Failures } from '../common-texts.ts'
import type { RuleTexts } from '../rule-texts.ts'

// Words that more than one of the components, the window and the Wallet say: each stands here and nowhere else.

export const locale = 'zh-CN'

/** An app and a provider where their names are not at hand, as they stand within a sentence. */
export const thisApp = '此应用'
export const theProvider = '提供方'

export const back = '返回'
export const cancel = '取消'
export const support = '帮助'
export const privacy = '隐私'
export const terms = '条款'
export const oneMoment = '请稍候…'
export const findAccount = '查找账号'
export const noMatch = '没有与“{query}”匹配的内容。'
export const whichAccount = '使用哪个账号？'
export const connected = '已连接 {provider}'
/** An agent was let use an account. */
export const delegated = '{agent} 可以使用 {provider}'
/** The title of a flow that has failed. */
export const didNotConnect = '未连接'
/** The user has left. */
export const nothingConnected = '没有连接任何账号'
/** Before what an app may do. */
export const allows = '{app} 可以'
/** In that list, where it is nothing else. */
export const allowsAccount = '识别是哪个账号'
export const details = '详情'
export const since = '连接时间'
/** Above or beside a time. */
export const lastUse = '上次使用'
export const ends = '结束时间'
/** `{when}` is a day. */
export const until = '截至 {when}'
export const disconnect = '断开连接'
export const disconnectQuestion = '要断开 {account} 吗？'
export const disconnecting = '正在断开…'
export const disconnected = '已断开 {account}。'
/** The answer to a question that changes nothing. */
export const keep = '保留'
export const stillAllowed = '{provider} 可能仍将 {app} 列为有权访问的应用。'
export const endThere = '在 {provider} 中取消授权'
export const seeThere = '在 {provider} 中查看'
export const removeAgent = '移除'
export const removeAgentQuestion = '移除 {agent}？'
export const removeAgentEffect = '它将无法再使用 {account}。'
export const removingAgent = '正在移除…'
export const noAnswer = '没有响应'
export const badAnswer = '服务器没有正常响应。'
export const offline = '您已离线'
export const checkInternet = '请检查网络连接。'
export const continuesItself = '恢复后页面会自动继续。'
export const tooMany = '请求过多'
export const tryInMinute = '请在一分钟后重试。'
export const tryLater = '请稍后重试。'
export const signInEnded = '您的登录已失效'
export const tookTooLong = '操作超时'
/** An answer of a provider, or of a sign-in, that belongs to nothing here. */
export const unmatched = '无法匹配此次登录'

/** How an account is, and what repairs it. */
export const account: AccountWords = {
  notConnected: '未连接',
  lastUsed: '上次使用：{when}',
  neverUsed: '尚未使用',
  retry: '重试',
  signIn: '登录',
  revoked: '访问权限已被撤销。',
  expired: '访问权限已过期。',
  broken: '连接已中断。',
}

/** Why a flow failed. */
export const failures: Failures = {
  access_denied: '未授予访问权限。',
  account_mismatch: '这是另一个账号。',
  interaction_required: '{provider} 要求您先在其页面登录或选择账号。',
  provider_error: '{provider} 返回了错误。',
  provider_misconfigured: '{app} 没有为 {provider} 正确设置。',
  provider_unreachable: '{provider} 没有响应。',
  scope_denied: '缺少 {app} 所需的权限。',
}

/** What the rules of an agent allow. */
export const rules: RuleTexts = {
  onlyReads: '仅读取，不更改任何内容',
  methods: '仅限这类请求：{methods}',
  hosts: '仅限 {hosts}',
  paths: '仅限这些地址：{paths}',
  onlyThese: '仅限以下之一：',
  reading: '读取',
  anything: '任何请求',
  window: '仅限{days} {from} 至 {to}（{zone}）',
  everyDay: '每天',
  weekdays: '工作日',
  addresses: '仅限来自这些网络地址：{addresses}',
  calls: { other: '{count} 次调用' },
  rate: {
    second: '每秒最多 {calls}',
    minute: '每分钟最多 {calls}',
    hour: '每小时最多 {calls}',
    day: '每天最多 {calls}',
  },
  rateIn: '{time}内最多 {calls}',
  groups: '仅限您是 {groups} 成员期间',
  sinceSignIn: '仅限您在提供方登录后的 {time}内',
  asks: {
    user: {
      call: '每次调用前都会询问您',
      change: '每次更改前都会询问您',
      methods: '这类请求前会询问您：{methods}',
    },
    operator: {
      call: '每次调用前都会询问 {app} 的运营者',
      change: '每次更改前都会询问 {app} 的运营者',
      methods: '这类请求前会询问 {app} 的运营者：{methods}',
    },
  },
  other: '{app} 设置的另一项限制',
}
