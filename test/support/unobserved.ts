import type { Page } from 'playwright-core'

/** Where Playwright keeps its own line to a page; nothing public leads there. */
type Inside = {
  _connection: {
    toImpl(page: Page): {
      delegate: { _mainFrameSession: { _client: { send(method: string): Promise<unknown> } } }
    }
  }
}

/**
 * Playwright has every message of a WebSocket reported to it: page, browser and test each handle
 * the megabytes of a long listing once more, which no person's window does. Off from here on, for
 * measures of time; Playwright's waiting for requests does not work in the page afterwards.
 */
export async function stopNetworkReports(page: Page): Promise<void> {
  const { delegate } = (page as unknown as Inside)._connection.toImpl(page)
  await delegate._mainFrameSession._client.send('Network.disable')
}
