/** What features of an arm are called, as a verb; others are their name cut into words. */
const known: Readonly<Record<string, string>> = {
  decodesParams: "percent-decodes params",
  splitsQuery: "splits the query off",
  staticBeatsParam: "prefers a static route to a param in any order of registration",
  refusesDuplicates: "refuses a route that is there already",
  knowsMethodNotAllowed: "tells a wrong method from a missing route",
  generatesCode: "generates code",
};

/** "decodesParams" -> "percent-decodes params", "readsLines" -> "reads lines". */
export const featureWords = (feature: string): string =>
  known[feature] ?? feature.replaceAll(/([a-z])([A-Z0-9])/g, "$1 $2").toLowerCase();
