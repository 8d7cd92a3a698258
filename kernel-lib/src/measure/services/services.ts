import type { ServiceName } from "../../base/subject.js";
import type { Plan } from "../plan/plan.js";
import type { RunningService, ServiceStarters } from "./running-service.js";

/** As shown in a reason. */
const titles: Readonly<Record<ServiceName, string>> = { postgres: "PostgreSQL", mariadb: "MariaDB" };

/** What a job got: the URL of its own database and what runs there, or why there is none. */
export type ServiceOffer = { readonly url: string; readonly version: string } | { readonly reason: string };

/** The services of one measurement: each started at most once, when the first job asks for it; `stop` ends them all. */
export class Services {
  readonly #starters: ServiceStarters;
  readonly #running = new Map<ServiceName, Promise<RunningService>>();
  readonly #started = new Map<ServiceName, RunningService>();

  constructor(starters: ServiceStarters) {
    this.#starters = starters;
  }

  /** Processes of all running services. */
  pids(): readonly number[] {
    return [...this.#started.values()].flatMap((service) => {
      try {
        return service.pids();
      } catch {
        // One that has died has none to tell of; the arms that need it fail by name, and nothing else does.
        return [];
      }
    });
  }

  /** A fresh database for a plan, or the reason why there is none; never throws. */
  async offer(name: ServiceName, plan: Plan): Promise<ServiceOffer> {
    const why = (what: string, error: unknown) => ({
      reason: `${titles[name]} ${what}: ${error instanceof Error ? error.message : String(error)}`,
    });
    let service: RunningService;
    try {
      service = await this.#start(name);
    } catch (error) {
      return why("did not start", error);
    }
    try {
      const schema = name === "postgres" ? (plan.postgres?.schema ?? "") : "";
      const url = await service.database(`${plan.family}-${plan.hash.slice(0, 8)}`, schema);
      return { url, version: service.version };
    } catch (error) {
      return why(`did not make the database of "${plan.family}"`, error);
    }
  }

  async stop(): Promise<void> {
    const all = await Promise.allSettled([...this.#started.values()].map((service) => service.stop()));
    this.#started.clear();
    this.#running.clear();
    const failed = all.find((each) => each.status === "rejected");
    if (failed) throw failed.reason;
  }

  #start(name: ServiceName): Promise<RunningService> {
    const running = this.#running.get(name) ?? this.#startNew(name);
    this.#running.set(name, running);
    return running;
  }

  async #startNew(name: ServiceName): Promise<RunningService> {
    const start = this.#starters[name];
    if (start === undefined) throw new Error("this measurement was given no way to start it");
    const service = await start();
    this.#started.set(name, service);
    return service;
  }
}

/** The services that a plan's cases and scenarios need. */
export const servicesOf = (plan: Plan): readonly ServiceName[] => [
  ...new Set([...plan.cases, ...plan.scenarios].flatMap(({ needs }) => needs ?? [])),
];
