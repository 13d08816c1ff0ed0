declare module '@alpinejs/csp' {
  type Component = object & ThisType<Record<string, unknown>>
  const Alpine: {
    data(name: string, component: () => Component): void
    start(): void
  }
  export default Alpine
}
