/** What `pageFaults` looks at besides the places of things. */
export type Looks = {
  /** Focuses every control, forward and backward, and looks whether a bar covers it. */
  focus: boolean
}

/**
 * What is wrong with the layout of the open page: what is wider than the window, covered, cut, or
 * text over text. It runs in the browser, so it uses nothing from outside.
 */
export function pageFaults({ focus }: Looks): string[] {
  const faults = new Set<string>()
  const root = document.documentElement
  const FLOATING = 'dialog, .menu-body, .tab-more, .combo-list, .toasts, .panel'
  const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary'

  const isShown = (one: Element) =>
    one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
    !one.closest('.sr-only, .skip, [inert]') &&
    one.getBoundingClientRect().width > 1
  const nameOf = (one: Element) =>
    `${one.localName} “${(one.getAttribute('aria-label') ?? one.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 50) || one.getAttribute('name') || one.className}”`
  const floatOf = (one: Element) => {
    const float = one.closest(FLOATING)
    return float && /fixed|absolute/.test(getComputedStyle(float).position) ? float : null
  }

  /** The part of a box that its scrollers and the window leave in sight. */
  const inSight = (one: Element, box: DOMRect) => {
    let { left, right, top, bottom } = box
    let hasEllipsis = false
    for (let holder = one.parentElement; holder; holder = holder.parentElement) {
      const { overflowX, overflowY, textOverflow, position } = getComputedStyle(holder)
      if (holder === root || holder === document.body) break
      if (overflowX !== 'visible' || overflowY !== 'visible') {
        const edge = holder.getBoundingClientRect()
        left = Math.max(left, edge.left)
        right = Math.min(right, edge.right)
        top = Math.max(top, edge.top)
        bottom = Math.min(bottom, edge.bottom)
        if (textOverflow === 'ellipsis') hasEllipsis = true
      }
      if (position === 'fixed') break
    }
    return {
      left: Math.max(left, 0),
      right: Math.min(right, root.clientWidth),
      top: Math.max(top, 0),
      bottom: Math.min(bottom, root.clientHeight),
      hasEllipsis,
    }
  }

  const boxOf = (one: Element) =>
    [...one.getClientRects()].find((rect) => rect.width > 1 && rect.height > 1)

  const isPart = (one: Element, hit: Element | null) =>
    hit !== null && (one.contains(hit) || hit.closest('label')?.contains(one) || hit.contains(one))

  function lookAtControl(one: Element) {
    one.scrollIntoView({ block: 'center', inline: 'nearest' })
    const box = boxOf(one)
    if (!box) return
    const seen = inSight(one, box)
    const isText = one.localName === 'a' && !one.matches('.btn, .tog')
    const isCut =
      seen.left > box.left + 1 ||
      seen.right < box.right - 1 ||
      seen.top > box.top + 1 ||
      seen.bottom < box.bottom - 1
    if (isCut && !(isText && seen.hasEllipsis)) {
      const sides = [
        seen.left > box.left + 1 && 'left',
        seen.right < box.right - 1 && 'right',
        seen.top > box.top + 1 && 'top',
        seen.bottom < box.bottom - 1 && 'bottom',
      ]
      faults.add(`cut at the ${sides.filter(Boolean).join(', ')}: ${nameOf(one)}`)
    }
    if (seen.right - seen.left < 2 || seen.bottom - seen.top < 2) return
    const hit = document.elementFromPoint(
      (seen.left + seen.right) / 2,
      (seen.top + seen.bottom) / 2,
    )
    if (isPart(one, hit)) return
    const float = hit && floatOf(hit)
    if (float && float !== floatOf(one)) return
    faults.add(
      `covered: ${nameOf(one)} by ${hit ? `${hit.localName}.${hit.className}` : 'nothing'}`,
    )
  }

  /** A control with the focus is in sight, with nothing fixed over its edges. */
  function lookAtFocus(one: HTMLElement) {
    one.focus()
    if (document.activeElement !== one) return
    const box = boxOf(one)
    if (!box || box.height > root.clientHeight / 2) return
    const x = Math.min(Math.max((box.left + box.right) / 2, 1), root.clientWidth - 1)
    for (const y of [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2]) {
      const hit = document.elementFromPoint(x, y)
      if (hit === null) {
        faults.add(`focus out of sight: ${nameOf(one)}`)
        return
      }
      let bar: Element | null = hit
      while (bar && !/fixed|sticky/.test(getComputedStyle(bar).position)) bar = bar.parentElement
      if (bar && !bar.contains(one) && !bar.closest(FLOATING)) {
        faults.add(`focus under .${bar.className.split(' ')[0]}: ${nameOf(one)}`)
        return
      }
    }
  }

  type Text = {
    left: number
    right: number
    top: number
    bottom: number
    of: Element
    words: string
  }

  /** The lines of text in sight, each as tall as its small letters. */
  function linesOf(): Map<Element, Text[]> {
    const layers = new Map<Element, Text[]>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    while (walker.nextNode()) {
      const node = walker.currentNode
      const of = node.parentElement
      const words = node.textContent?.trim() ?? ''
      if (!of || !words || of.closest('script, option, .sr-only, .skip, kbd') || !isShown(of))
        continue
      const size = Number.parseFloat(getComputedStyle(of).fontSize)
      range.selectNodeContents(node)
      for (const rect of range.getClientRects()) {
        const middle = (rect.top + rect.bottom) / 2
        const line = new DOMRect(rect.left, middle - size * 0.3, rect.width, size * 0.6)
        const seen = clip(of, line)
        if (seen.right - seen.left < 3 || seen.bottom - seen.top < 3) continue
        const layer = layerOf(of)
        const lines = layers.get(layer) ?? []
        lines.push({ ...seen, of, words })
        layers.set(layer, lines)
      }
    }
    return layers
  }

  function clip(of: Element, box: DOMRect) {
    let { left, right, top, bottom } = box
    for (const edge of edgesOf(of)) {
      left = Math.max(left, edge.left)
      right = Math.min(right, edge.right)
      top = Math.max(top, edge.top)
      bottom = Math.min(bottom, edge.bottom)
    }
    return { left, right, top, bottom }
  }

  const knownEdges = new Map<Element, DOMRect[]>()

  /** The boxes that cut what is inside the element, its own with them. */
  function edgesOf(one: Element): DOMRect[] {
    const known = knownEdges.get(one)
    if (known) return known
    const outer = one.parentElement && one !== document.body ? edgesOf(one.parentElement) : []
    const isOpen = one === document.body || getComputedStyle(one).overflowX === 'visible'
    const edges = isOpen ? outer : [...outer, one.getBoundingClientRect()]
    knownEdges.set(one, edges)
    return edges
  }

  const knownLayers = new Map<Element, Element>()

  function layerOf(one: Element): Element {
    const known = knownLayers.get(one)
    if (known) return known
    const isLayer =
      !one.parentElement ||
      one.matches(`${FLOATING}, .ev, .now-time`) ||
      /fixed|sticky/.test(getComputedStyle(one).position)
    const layer = isLayer ? one : layerOf(one.parentElement as Element)
    knownLayers.set(one, layer)
    return layer
  }

  function lookAtText() {
    for (const lines of linesOf().values()) {
      for (const { right, of, words } of lines)
        if (right > root.clientWidth + 1 && getComputedStyle(of).position !== 'absolute')
          faults.add(`text leaves the window: “${words.slice(0, 40)}”`)
      const sorted = lines.sort((a, b) => a.top - b.top)
      for (const [index, one] of sorted.entries()) {
        for (let next = index + 1; next < sorted.length; next++) {
          const other = sorted[next] as Text
          if (other.top > one.bottom - 2) break
          const overlap = Math.min(one.right, other.right) - Math.max(one.left, other.left)
          if (overlap > 2 && one.of !== other.of)
            faults.add(
              `text over text: “${one.words.slice(0, 40)}” and “${other.words.slice(0, 40)}”`,
            )
        }
      }
    }
  }

  /** Text that ends in … is whole in a title, of itself or of what holds it. */
  function lookForLostText() {
    for (const one of document.querySelectorAll('body *')) {
      if (one.scrollWidth <= one.clientWidth + 1 || one.clientWidth < 2 || !isShown(one)) continue
      if (getComputedStyle(one).textOverflow !== 'ellipsis') continue
      if (one.matches('input, select') || one.closest('[title]') || one.querySelector('[title]'))
        continue
      faults.add(`cut without a title: ${nameOf(one)}`)
    }
  }

  scrollTo(0, 0)
  if (root.scrollWidth > root.clientWidth)
    faults.add(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`)
  for (const table of document.querySelectorAll('table')) {
    const holder = table.parentElement as Element
    const over = table.getBoundingClientRect().right - holder.getBoundingClientRect().right
    if (isShown(table) && over > 1 && getComputedStyle(holder).overflowX === 'visible')
      faults.add(`a table leaves its section by ${Math.round(over)}`)
  }
  lookAtText()
  lookForLostText()
  const controls = [...document.querySelectorAll<HTMLElement>(CONTROLS)].filter(
    (one) => isShown(one) && !one.matches('.cell, [tabindex="-1"]'),
  )
  for (const one of controls) lookAtControl(one)
  if (focus) {
    scrollTo(0, 0)
    const before = document.activeElement
    const inOrder = controls.filter((one) => one.tabIndex >= 0)
    for (const one of inOrder) lookAtFocus(one)
    for (const one of inOrder.reverse()) lookAtFocus(one)
    if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    scrollTo(0, 0)
  }
  return [...faults]
}

/** What is wrong on paper: controls, lost columns and text that is cut. Runs in the browser too. */
export function printFaults(): string[] {
  const faults = new Set<string>()
  const isShown = (one: Element) =>
    one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
    !one.closest('.sr-only') &&
    one.getBoundingClientRect().width > 1
  const words = (one: Element) => (one.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 50)
  for (const one of document.querySelectorAll('button, .btn, [type=search], kbd, summary'))
    if (isShown(one)) faults.add(`${one.localName} “${words(one)}” is printed`)
  const width = document.documentElement.clientWidth
  for (const table of document.querySelectorAll('table')) {
    if (!isShown(table)) continue
    const lost = [...table.querySelectorAll('th, td')].find(
      (cell) => isShown(cell) && cell.getBoundingClientRect().right > width + 1,
    )
    if (lost) faults.add(`off the paper: ${lost.localName} “${words(lost)}”`)
    for (const head of table.querySelectorAll('thead th')) {
      if (!head.querySelector('.sr-only') && !isShown(head)) faults.add(`no column ${words(head)}`)
    }
  }
  if (document.documentElement.scrollWidth > width)
    faults.add(`the page is ${document.documentElement.scrollWidth} wide on paper of ${width}`)
  for (const one of document.querySelectorAll('main *')) {
    const { overflowX } = getComputedStyle(one)
    if (overflowX === 'visible' || !isShown(one) || one.clientWidth < 2) continue
    if (one.matches('input, select, textarea') || one.scrollWidth <= one.clientWidth + 1) continue
    faults.add(`cut on paper: “${words(one)}”`)
  }
  return [...faults]
}
