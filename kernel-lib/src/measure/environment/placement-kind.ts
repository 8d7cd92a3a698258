/** In the order in which tables show them. */
export const placementKinds = ["all", "main", "scheduler"] as const;

/**
 * Which threads of an arm are bound to the measured core: "all"; "main", where the others (V8's compiler and collector, which start with the process) stay
 * on the core where it was started; "scheduler": nothing is bound, for showing what that costs.
 */
export type PlacementKind = (typeof placementKinds)[number];
