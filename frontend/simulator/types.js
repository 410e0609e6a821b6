// @ts-check
/**
 * @typedef {{at_s: number, text: string, digits: string}} Line
 * @typedef {{at_s: number, digits: string}} Pressed
 * @typedef {{number: string, name: string, kind: "mobile"|"landline", shown: boolean, state: "idle"|"ringing"|"calling"|"talking",
 *   since: number, status: number, speaks: boolean, direction: "in"|"out"|"", peer: string, peer_name: string, ended_at: number,
 *   pressed: Pressed[], lines: Line[], client?: Client|null}} Handset
 * @typedef {{id: string, name: string, policy: "exclusive"|"refuse"|"shared", extension: string}} Membership
 * @typedef {{state: "idle"|"ringing"|"calling"|"talking", direction: "in"|"out"|"", peer: string, peer_name: string, since: number,
 *   status: number, elsewhere: boolean}} ClientCall
 * @typedef {{enterprises: Membership[], state: "out"|"verifying"|"in", enterprise_id: string, extension: string,
 *   mode: "network"|"callback"|"", registered: boolean, reason: string, retry_after_s: number, call: ClientCall}} Client
 * @typedef {"phones"|"clients"|"colleagues"|"updates"|"tries"} View
 * @typedef {{id: string, enterprise_id: string, extension: string, name: string, department: string, behaviour: string,
 *   permission: string, mode: string, mode_reason: string,
 *   call: {state: "idle"|"ringing"|"calling"|"talking", peer: string}}} Person
 * @typedef {{id: string, name: string, policy: string}} Enterprise
 * @typedef {{running: string, version: string, kind: string, attack: string, error: string,
 *   packing: {version: string, done: number, total: number}|null}} Updates
 * @typedef {{now: number, enterprises: Enterprise[], handsets: Handset[], people: Person[], updates?: Updates|null}} Scene
 * @typedef {"connecting"|"connected"|"lost"|"refused"} Connection
 * @typedef {{scene: Scene|null, connection: Connection, offset: number, said: string}} State
 */
export {};
