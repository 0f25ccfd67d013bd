import { cn } from '#components/ui/cn.ts'
import { type DeliveryState, recentDeliveries, type Webhook } from '#lib/contracts/webhooks.ts'

const height = 20
/** How high each is drawn: what failed stands out by more than its colour. */
const heights: Record<DeliveryState, number> = { delivered: 12, failed: 20, pending: 5, superseded: 5 }
const fills: Record<DeliveryState, string> = {
  delivered: 'fill-bar',
  failed: 'fill-danger',
  pending: 'fill-brass',
  superseded: 'fill-bar',
}

interface DeliveryBarsProps {
  /** The newest first. */
  recent: Webhook['recent']
  /** Named to screen readers: `Deliveries to hooks.example.com`. */
  label: string
  className?: string
}

/** The last deliveries as small bars, the newest at the right. */
export function DeliveryBars({ recent, label, className }: DeliveryBarsProps) {
  const count = (state: DeliveryState) => recent.filter((one) => one.state === state).length
  const empty = recentDeliveries - recent.length
  return (
    <svg
      role="img"
      aria-label={`${label}, the last ${recent.length}: ${count('delivered')} delivered, ${count('failed')} given up, ${count('superseded')} sent again, ${count('pending')} on their way`}
      viewBox={`0 0 ${recentDeliveries * 3 - 1} ${height}`}
      width={recentDeliveries * 3 - 1}
      height={height}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      className={cn('block', className)}
    >
      {Array.from({ length: empty }, (_, slot) => `none ${slot}`).map((key, slot) => (
        <rect key={key} x={slot * 3} y={height - 1} width="2" height="1" className="fill-bar" />
      ))}
      {recent.map(({ id, state }, age) => (
        <rect
          key={id}
          x={(recentDeliveries - 1 - age) * 3}
          y={height - heights[state]}
          width="2"
          height={heights[state]}
          className={fills[state]}
        />
      ))}
    </svg>
  )
}
