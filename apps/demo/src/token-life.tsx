import { type ReactElement, useEffect, useState } from 'react'

export interface TokenLifeProps {
  issuedAt: Date | undefined
  /** Seconds. */
  ttl: number
}

/** How long the access token in the vault still lives: wait for its end, and see the next call refresh it. */
export function TokenLife({ issuedAt, ttl }: TokenLifeProps): ReactElement | null {
  const [now, setNow] = useState(Date.now)
  const left = issuedAt ? Math.min(ttl, Math.ceil((issuedAt.getTime() - now) / 1000 + ttl)) : 0
  const isOver = left <= 0
  useEffect(() => {
    if (isOver) return undefined
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [isOver])
  if (!issuedAt) return null
  return (
    <div className="life">
      <progress max={ttl} value={Math.max(0, left)} aria-label="Life of the access token" />
      <p>
        {isOver
          ? 'The access token has expired. The next call refreshes it.'
          : `The access token lives for another ${left} s. The vault holds it; this app never sees it.`}
      </p>
    </div>
  )
}
