/** The looks that the drop-down menu, the context menu and the list of the combobox share. */
export const menuStyles =
  'z-50 min-w-44 max-w-[min(360px,calc(100vw-16px))] animate-drop overflow-y-auto rounded-md bg-panel p-1 text-ink text-sm shadow-float outline-none'

export const menuItemStyles =
  "relative flex min-h-8 cursor-default select-none items-center gap-2.5 rounded-sm px-2 py-1 outline-none data-[highlighted]:bg-wash [&[data-disabled='']]:text-faint pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint"

export const menuDangerStyles = 'text-danger data-[highlighted]:bg-danger-tint [&_svg]:text-danger'

export const menuLabelStyles = 'px-2 pt-2 pb-1 text-faint text-xs'

export const menuSeparatorStyles = '-mx-1 my-1 h-px bg-line'
