import { useEffect, useState } from 'react'

/** The value once it has stayed the same for `wait` milliseconds: for asking the server about what is typed. */
export function useDebounced<Value>(value: Value, wait = 250): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait)
    return () => clearTimeout(timer)
  }, [value, wait])
  return settled
}
