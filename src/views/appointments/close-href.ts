/** The sheet that closes a visit, with the page to go back to. */
export function closeHref(appointmentId: string, back: string): string {
  return `/appointments/${appointmentId}/close?${new URLSearchParams({ back })}`
}
