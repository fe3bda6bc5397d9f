import { type DestinationStream, type Level, type Logger, pino } from 'pino'

/** The lowest level that is logged. */
export type LogLevel = Level | 'silent'
export type Log = Logger

/**
 * Creates a structured log. It leaves out the data that errors carry, because the causes of OAuth errors hold whole
 * token responses.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    name: 'alter-vault',
    level,
    serializers: { err: describeError },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  }
  return pino(options, destination ?? standardOutput())
}

/** How much of a log waits to be written. Lines beyond that are lost. Bytes. */
const MOST_UNWRITTEN = 1_048_576

/**
 * Standard output that may fail, as on a full disk: then the next line is another try. By default the error would end the
 * process, and its end would try again and again, for ever.
 */
function standardOutput(): DestinationStream {
  const stream = pino.destination({ dest: 1, sync: false, minLength: 0, maxLength: MOST_UNWRITTEN })
  let isFailing = false
  stream.on('error', () => (isFailing = true)).on('write', () => (isFailing = false))
  const flush = stream.flushSync.bind(stream)
  // The last act of a process, which never returns while writing fails.
  stream.flushSync = () => {
    if (!isFailing) flush()
  }
  return stream
}

const SECRETS = [
  'authorization',
  'cookie',
  'api_key',
  'client_secret',
  'access_token',
  'refresh_token',
  'id_token',
  'user_token',
  'session_token',
  'code_verifier',
]

interface DescribedError {
  type: string
  message: string
  code?: string
  stack?: string
  cause?: DescribedError
}

function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error' }
  // The message of a parser quotes the text that it could not read, such as a token response.
  const quotes = error instanceof SyntaxError
  return {
    type: error.name,
    message: quotes ? 'malformed' : error.message,
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...(depth === 0 && !quotes && error.stack !== undefined && { stack: error.stack }),
    ...(error.cause instanceof Error && depth < 4 && { cause: describeError(error.cause, depth + 1) }),
  }
}
