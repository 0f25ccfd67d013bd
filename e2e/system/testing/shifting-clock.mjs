/*
 * Loaded ahead of a portal (`--import`): its wall clock is set forth and back by minutes, every 700 ms. What is
 * measured by the monotonic clock goes on as it was.
 */
const now = Date.now.bind(Date)
let shift = 0
Date.now = () => now() + shift
setInterval(() => {
  shift = Math.round((Math.random() - 0.5) * 600_000)
}, 700).unref()
