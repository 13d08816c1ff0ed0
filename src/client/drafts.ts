/** Waits for a pause in typing, so that a form is sent once and not at every letter. */
const PAUSE_MS = 1_000

const timers = new Map<HTMLFormElement, number>()

/**
 * Keeps what is typed into `form[data-draft]` on the server, and the draft's id in the address. So a
 * reload, *Back* and a later sign-in return to what was typed. Loaded by the first letter.
 */
document.addEventListener('input', ({ target }) => {
  const form =
    target instanceof Element ? target.closest<HTMLFormElement>('form[data-draft]') : null
  if (form) keepSoon(form)
})
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft][data-changed]')) {
  keepSoon(form)
}
document.addEventListener('discarded', ({ target }) => {
  if (target instanceof HTMLFormElement) discard(target)
})
addEventListener('pagehide', () => {
  for (const form of timers.keys()) void keep(form)
})

function keepSoon(form: HTMLFormElement): void {
  clearTimeout(timers.get(form))
  timers.set(
    form,
    window.setTimeout(() => void keep(form), PAUSE_MS),
  )
}

async function keep(form: HTMLFormElement): Promise<void> {
  clearTimeout(timers.get(form))
  timers.delete(form)
  // A form that was saved or closed in between needs no draft.
  if (!form.isConnected || form.dataset.changed === undefined) return
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>)
  const answer = await fetch('/drafts', { method: 'POST', body, keepalive: true }).catch(() => null)
  // Without a connection or a login the next pause tries again; the form itself still has it all.
  if (!answer?.ok || answer.redirected) return
  const { id, savedAt } = (await answer.json()) as { id: string; savedAt: string }
  if (!form.isConnected) return
  const field = form.elements.namedItem('draft') as HTMLInputElement | null
  if (field) field.value = id
  showAddress(`${form.dataset.draft}?draft=${id}`)
  const note = document.querySelector('[data-draft-note]')
  if (note) note.textContent = `Draft saved ${savedAt}`
}

function discard(form: HTMLFormElement): void {
  clearTimeout(timers.get(form))
  timers.delete(form)
  const id = (form.elements.namedItem('draft') as HTMLInputElement | null)?.value
  if (!id) return
  void fetch(`/drafts/${id}/removal`, {
    method: 'POST',
    body: new URLSearchParams(),
    keepalive: true,
  })
  showAddress(form.dataset.draft ?? location.pathname)
}

function showAddress(address: string): void {
  history.replaceState(history.state, '', address)
}
