export { type BenchOptions, bench } from "./app/bench.js";
export { calibration } from "./app/calibration.js";
export { type CompareOptions, compare } from "./app/compare.js";
export { type Contents, contents } from "./app/contents.js";
export { type Exploration, explore } from "./app/explore.js";
export { frames } from "./app/frames.js";
export { frameworkComparison } from "./app/framework-comparison.js";
export { goals } from "./app/goals.js";
export { ledger } from "./app/ledger.js";
export { machine } from "./app/machine.js";
export { type ProfileOptions, profile } from "./app/profile.js";
export type { ProfileName } from "./app/profile-name.js";
export { recommendations } from "./app/recommendations.js";
export { score } from "./app/score.js";
export { summary } from "./app/summary.js";
export { targets } from "./app/targets.js";
export { defineWorkload, type RunningWorkload, type Workload, type WorkloadRequest } from "./app/workload.js";
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
export type {
  Cache,
  CacheLoader,
  CacheLoadOptions,
  CacheOptions,
  CachePolicy,
  CacheStatistics,
} from "./framework/cache/cache.js";
export { createCache } from "./framework/cache/create-cache.js";
export { createManagedCache } from "./framework/cache/create-managed-cache.js";
export { createQueryCache } from "./framework/cache/create-query-cache.js";
export type {
  CacheBounds,
  CacheDisposeReason,
  CacheEntryOptions,
  CacheRecord,
  CacheStaleness,
  ManagedCache,
  ManagedCacheOptions,
  ManagedCacheStatistics,
  ManagedLoadOptions,
} from "./framework/cache/managed-cache.js";
export type {
  QueryBypass,
  QueryCache,
  QueryCacheOptions,
  QueryCacheStatistics,
  QueryFill,
  QueryHit,
  QueryMiss,
  QueryTables,
  QueryTransaction,
  QueryTransactionOptions,
  UntilKnown,
} from "./framework/cache/query-cache.js";
export { type ConnectionEvent, type ConnectOptions, connect } from "./framework/db/connect.js";
export { createPool } from "./framework/db/create-pool.js";
export type {
  Database,
  Queryable,
  QueryOptions,
  ReadOptions,
  RunResult,
  StreamOptions,
  Transaction,
  TransactionOptions,
} from "./framework/db/database.js";
export type { MigrateOptions, Migration, MigrationStep } from "./framework/db/migration.js";
export type { Pool, PoolOptions, PoolStatistics } from "./framework/db/pool.js";
export { AppListens } from "./framework/errors/app-listens.js";
export { BodyTooLarge } from "./framework/errors/body-too-large.js";
export { CannotListen } from "./framework/errors/cannot-listen.js";
export { ConnectFailed } from "./framework/errors/connect-failed.js";
export { DatabaseClosed } from "./framework/errors/database-closed.js";
export { DatabaseInTransaction } from "./framework/errors/database-in-transaction.js";
export type { FailureKind } from "./framework/errors/failure-kind.js";
export { HttpError } from "./framework/errors/http-error.js";
export { InvalidAnswer } from "./framework/errors/invalid-answer.js";
export { InvalidCacheCapacity } from "./framework/errors/invalid-cache-capacity.js";
export { InvalidCacheOption } from "./framework/errors/invalid-cache-option.js";
export { InvalidCachePolicy } from "./framework/errors/invalid-cache-policy.js";
export { InvalidCompressionLevel } from "./framework/errors/invalid-compression-level.js";
export { InvalidConnectOption } from "./framework/errors/invalid-connect-option.js";
export { InvalidDatabaseOption } from "./framework/errors/invalid-database-option.js";
export { InvalidDatabaseUrl } from "./framework/errors/invalid-database-url.js";
export { InvalidHttpHead } from "./framework/errors/invalid-http-head.js";
export { InvalidIdentifier } from "./framework/errors/invalid-identifier.js";
export { InvalidJson } from "./framework/errors/invalid-json.js";
export { InvalidModel } from "./framework/errors/invalid-model.js";
export { InvalidPathParam } from "./framework/errors/invalid-path-param.js";
export { InvalidPoolOption } from "./framework/errors/invalid-pool-option.js";
export { InvalidQuery } from "./framework/errors/invalid-query.js";
export { InvalidRoute } from "./framework/errors/invalid-route.js";
export { InvalidRouterOption } from "./framework/errors/invalid-router-option.js";
export { InvalidRule } from "./framework/errors/invalid-rule.js";
export { InvalidServerOption } from "./framework/errors/invalid-server-option.js";
export { InvalidSqlValue } from "./framework/errors/invalid-sql-value.js";
export { InvalidTables } from "./framework/errors/invalid-tables.js";
export { InvalidUrl } from "./framework/errors/invalid-url.js";
export { MalformedBody } from "./framework/errors/malformed-body.js";
export { MigrationFailed } from "./framework/errors/migration-failed.js";
export { MigrationRefused } from "./framework/errors/migration-refused.js";
export { PoolClosed } from "./framework/errors/pool-closed.js";
export { PoolDestroyFailed } from "./framework/errors/pool-destroy-failed.js";
export { PoolMisuse } from "./framework/errors/pool-misuse.js";
export { PoolTimeout } from "./framework/errors/pool-timeout.js";
export { PostgresUnavailable } from "./framework/errors/postgres-unavailable.js";
export { QueryFailed } from "./framework/errors/query-failed.js";
export { RequestAborted } from "./framework/errors/request-aborted.js";
export { RouteConflict } from "./framework/errors/route-conflict.js";
export { RouteShadowed } from "./framework/errors/route-shadowed.js";
export { RowNotInserted } from "./framework/errors/row-not-inserted.js";
export { TransactionInUse } from "./framework/errors/transaction-in-use.js";
export { TransactionNotAwaited } from "./framework/errors/transaction-not-awaited.js";
export { TransactionNotCommitted } from "./framework/errors/transaction-not-committed.js";
export { TransactionOver } from "./framework/errors/transaction-over.js";
export { UnknownRelation } from "./framework/errors/unknown-relation.js";
export { UnsupportedBody } from "./framework/errors/unsupported-body.js";
export { UnsupportedIsolation } from "./framework/errors/unsupported-isolation.js";
export { UnsupportedSql } from "./framework/errors/unsupported-sql.js";
export { ValidationFailed } from "./framework/errors/validation-failed.js";
export { createApp } from "./framework/http/create-app.js";
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
export { emptyCall } from "./framework/native/empty-call.js";
export { emptyCallTwin } from "./framework/native/empty-call-twin.js";
export type { HttpHead } from "./framework/native/http-head.js";
export { type NativeStatus, nativeStatus } from "./framework/native/load-native.js";
export { nativeOperations, type OperationsKind } from "./framework/native/native-operations.js";
export type { Operations } from "./framework/native/operations.js";
export { many } from "./framework/orm/many.js";
export { type ModelOptions, model } from "./framework/orm/model.js";
export { one } from "./framework/orm/one.js";
export type { FieldProblem, Joined, KeyOf, Loaded, Model, ModelQuery, ToOne } from "./framework/orm/orm.js";
export type { Relation, Relations } from "./framework/orm/relation.js";
export { lengthBetween } from "./framework/orm/rules/length-between.js";
export { matching } from "./framework/orm/rules/matching.js";
export { numberBetween } from "./framework/orm/rules/number-between.js";
export type { Rule } from "./framework/orm/rules/rule.js";
export { satisfying } from "./framework/orm/rules/satisfying.js";
export type { Converter, StandardValues } from "./framework/router/converter.js";
export { createRouter } from "./framework/router/create-router.js";
export type { KnownPattern, PathParams } from "./framework/router/path-params.js";
export type {
  AllowedMethods,
  Found,
  Lookup,
  Malformed,
  MethodNotAllowed,
  NotFound,
  Params,
  PathValues,
  RequestFacts,
  Requirements,
  Route,
  RouteGroup,
  Router,
  RouterOptions,
  TooLong,
  Untyped,
} from "./framework/router/router.js";
export type { Changes } from "./framework/sql/changes.js";
export type { Column } from "./framework/sql/column.js";
export {
  bigint,
  boolean,
  ColumnBuilder,
  integer,
  json,
  real,
  text,
  timestamp,
} from "./framework/sql/column-builder.js";
export { type Compound, except, intersect, union, unionAll } from "./framework/sql/compound.js";
export { excluded } from "./framework/sql/conflict.js";
export { cte, recursiveCte } from "./framework/sql/cte.js";
export type { Condition, Expression } from "./framework/sql/expression.js";
export { type Insert, insert } from "./framework/sql/insert.js";
export { avg, count, countDistinct, max, min, sum } from "./framework/sql/operators/aggregate.js";
export { type CaseWhen, caseWhen } from "./framework/sql/operators/case-when.js";
export { cast } from "./framework/sql/operators/cast.js";
export { eq, escapeLike, gt, gte, like, lt, lte, ne } from "./framework/sql/operators/comparison.js";
export { and, between, isNotNull, isNull, not, or } from "./framework/sql/operators/condition.js";
export { exists } from "./framework/sql/operators/exists.js";
export { filter } from "./framework/sql/operators/filter.js";
export { inList } from "./framework/sql/operators/in-list.js";
export { jsonAt, jsonText } from "./framework/sql/operators/json-at.js";
export { asc, desc, type Order } from "./framework/sql/operators/order.js";
export { scalar } from "./framework/sql/operators/scalar.js";
export {
  cumeDist,
  denseRank,
  type FrameBound,
  firstValue,
  lag,
  lastValue,
  lead,
  nthValue,
  ntile,
  over,
  percentRank,
  rank,
  rowNumber,
  type Window,
  type WindowFunction,
} from "./framework/sql/operators/window.js";
export type { CompiledQuery, DialectName, Query, RowOf, SqlValue } from "./framework/sql/query.js";
export { type Remove, remove } from "./framework/sql/remove.js";
export { createIndex, createTable, dropTable } from "./framework/sql/schema.js";
export { type LockOptions, type Select, select } from "./framework/sql/select.js";
export type { SelectedRow, Selection } from "./framework/sql/selection.js";
export { type Sql, type SqlPart, sql } from "./framework/sql/sql-tag.js";
export {
  alias,
  type NewRow,
  type Source,
  type Table as SqlTable,
  type TableRow,
  table,
} from "./framework/sql/table.js";
export { type Update, update } from "./framework/sql/update.js";
export { progress } from "./notebook/kernel/progress.js";
export { show } from "./notebook/kernel/show.js";
export { sourceAudit } from "./report/audit/source-audit.js";
export { caveats } from "./report/caveats/caveat-list.js";
export { FamilyReport } from "./report/family-report.js";
export { figure } from "./report/figures/figure-makers.js";
export { Frame } from "./report/frames/frame.js";
export type { ReportFrames } from "./report/frames/report-frames.js";
export { claim } from "./report/ledger/claim.js";
export { ProfileReport } from "./report/profile/profile-report.js";
export { type SourceTableOptions, sourceTable } from "./report/tables/source-table.js";
export { Table } from "./report/tables/table.js";
export { counted } from "./report/words/counted.js";
export { name } from "./report/words/name.js";
export { quantity } from "./report/words/quantity.js";
export { sentence } from "./report/words/sentence.js";
