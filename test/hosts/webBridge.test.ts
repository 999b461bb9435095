import { describePort } from '../support/portSuite.ts'
import { openWebSocketPorts } from '../support/webSocketPorts.ts'

describePort('the web host', openWebSocketPorts)
