export { type BenchOptions, bench } from "./app/bench.js";
export { type CompareOptions, compare } from "./app/compare.js";
export { type Exploration, explore } from "./app/explore.js";
export { goals } from "./app/goals.js";
export { machine } from "./app/machine.js";
export type { ProfileName } from "./app/profile-name.js";
export type { ComparisonArm } from "./app/write-comparison.js";
export { type Displayable, jupyterDisplay, type MimeBundle } from "./base/displayable.js";
export type { Json } from "./base/json.js";
export { LabError } from "./base/lab-error.js";
export { loadMetrics } from "./base/load-metrics.js";
export {
  type ArmSpec,
  type Body,
  CannotHold,
  type CaseData,
  type CaseInput,
  type CaseSpec,
  defineFamily,
  type Family,
  type LoadSpec,
  type MetricSpec,
  type Observation,
  type RatioSpec,
  type ScenarioData,
  type ScenarioSpec,
  type Served,
  type ServiceName,
  type WorkloadKind,
} from "./base/subject.js";
export { AppListens } from "./framework/errors/app-listens.js";
export { BodyTooLarge } from "./framework/errors/body-too-large.js";
export { CannotListen } from "./framework/errors/cannot-listen.js";
export { HttpError } from "./framework/errors/http-error.js";
export { InvalidAnswer } from "./framework/errors/invalid-answer.js";
export { InvalidRoute } from "./framework/errors/invalid-route.js";
export { InvalidServerOption } from "./framework/errors/invalid-server-option.js";
export { MalformedBody } from "./framework/errors/malformed-body.js";
export { RequestAborted } from "./framework/errors/request-aborted.js";
export { RouteConflict } from "./framework/errors/route-conflict.js";
export { UnsupportedBody } from "./framework/errors/unsupported-body.js";
export { createApp } from "./framework/http/create-app.js";
export type { PathParams } from "./framework/http/path-params.js";
export { type Reply, type ReplyParts, reply } from "./framework/http/reply.js";
export type {
  Answer,
  App,
  AppOptions,
  Handler,
  HttpRequest,
  InjectedAnswer,
  InjectedRequest,
  ListenOptions,
  RequestHeaders,
  RouteOptions,
  RunningApp,
} from "./framework/http/server.js";
export type { Socket, SocketHandler, SocketOptions, SocketRequest } from "./framework/http/web-socket.js";
export { createRouter } from "./framework/router/create-router.js";
export type {
  Found,
  Lookup,
  Malformed,
  MethodNotAllowed,
  NotFound,
  Params,
  Route,
  Router,
} from "./framework/router/router.js";
export { progress } from "./notebook/kernel/progress.js";
export { show } from "./notebook/kernel/show.js";
export { caveats } from "./report/caveats/caveat-list.js";
export { FamilyReport } from "./report/family-report.js";
export { figure } from "./report/figures/figure-makers.js";
export { claim } from "./report/ledger/claim.js";
export { type SourceTableOptions, sourceTable } from "./report/tables/source-table.js";
export { Table } from "./report/tables/table.js";
export { counted } from "./report/words/counted.js";
export { name } from "./report/words/name.js";
export { quantity } from "./report/words/quantity.js";
export { sentence } from "./report/words/sentence.js";
