/** Destination of progress messages, such as `process.stderr`. */
export interface Output {
  write(text: string): unknown
  isTTY?: boolean
}

/** One progress line. On a terminal it is rewritten each second; elsewhere it is written when it changes. */
export interface Progress {
  /** @param endsAt time of the deadline on the clock of `performance.now()` */
  tell(text: string, endsAt: number): void
  /** Ends the line with a last text. */
  end(text: string): void
}

export function startProgress(output: Output): Progress {
  let text = ''
  let endsAt = 0
  function draw() {
    return output.write(`\r\u{1b}[K${text} (${clock(endsAt - performance.now())} left)`)
  }
  const timer = output.isTTY === true ? setInterval(() => text !== '' && draw(), 1_000).unref() : undefined
  return {
    tell: (next, end) => {
      const isNews = next !== text
      text = next
      endsAt = end
      if (timer !== undefined) draw()
      else if (isNews) output.write(`${text}\n`)
    },
    end: (last) => {
      clearInterval(timer)
      output.write(`${timer === undefined ? '' : '\r\u{1b}[K'}${last}\n`)
    },
  }
}

/** Removes characters that could steer the terminal from a foreign text. */
export function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '')
}

function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
