import htmx from 'htmx.org'
import { find, focused } from './dom.ts'
import { say } from './say.ts'

/**
 * S and a letter take a step of the appointment in focus, which is an entry of the calendar or a
 * row, or of the open card. If it has a button for the step, that is pressed. If not, the server
 * takes the step or says why it can't be taken. `data-steps` of the region names the steps.
 */
export function takeStep(letter: string): void {
  const entry = focused()?.closest<HTMLElement>('.ev, [data-row]')
  const card = find('#card')
  const link = entry && (entry.matches('a') ? entry : find('a[href^="/appointments/"]', entry))
  const address = link ? link.getAttribute('href') : card?.dataset.live
  const here = entry && address !== card?.dataset.live ? entry : card
  const region = here?.closest<HTMLElement>('[data-steps]')
  // A button in the closed menu of the row works too.
  const button = here && find(`[data-status="${CSS.escape(letter)}"]`, here)
  const steps = new URLSearchParams(region?.dataset.steps)
  const step = steps.get(letter)
  if (button) button.click()
  else if (!region || !address) say('Choose an appointment first, then press S.')
  else if (step) {
    const target = `#${region.id}`
    void htmx.ajax('POST', `${address}/steps`, {
      // Not the region, whose own redraw would drop this request.
      source: focused() ?? region,
      target,
      swap: 'outerMorph',
      headers: { 'HX-Target': target },
      values: {
        step,
        cancel_reason: steps.get('cancel_reason'),
        back: location.pathname + location.search,
      },
    })
  }
}
