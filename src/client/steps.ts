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
  const isOfCard = !entry || entry.getAttribute('href') === card?.dataset.live
  const here = isOfCard ? card : entry
  const region = here?.closest<HTMLElement>('[data-steps]')
  const link = here?.matches('a') ? here : here && find('a[href^="/appointments/"]', here)
  const address = isOfCard ? card?.dataset.live : link?.getAttribute('href')
  // A button in the closed menu of the row works too.
  const button = here && find(`[data-status="${CSS.escape(letter)}"]`, here)
  const step = new URLSearchParams(region?.dataset.steps).get(letter)
  if (button) button.click()
  else if (!region || !address) say('Choose an appointment first, then press S.')
  else if (step) send(`${address}/steps`, region, step)
}

function send(address: string, region: HTMLElement, step: string): void {
  void htmx.ajax('POST', address, {
    source: focused() ?? region,
    target: `#${region.id}`,
    swap: 'outerMorph',
    headers: { 'HX-Target': `#${region.id}` },
    values: { step, back: region.dataset.live ?? location.pathname + location.search },
  })
}
