import type { RouteTable } from "./table.ts";

/**
 * 25 resources of a common web application, each with what belongs to it. The first is the report's own example
 * (`users` and their `posts`, `profile`); the report names no other of its "100 registered routes".
 */
const resources = [
  ["users", "posts", "post_id", "profile"],
  ["accounts", "invoices", "invoice_id", "settings"],
  ["albums", "photos", "photo_id", "cover"],
  ["articles", "comments", "comment_id", "summary"],
  ["authors", "books", "book_id", "biography"],
  ["boards", "cards", "card_id", "members"],
  ["branches", "commits", "commit_id", "protection"],
  ["carts", "items", "item_id", "total"],
  ["categories", "products", "product_id", "image"],
  ["channels", "messages", "message_id", "topic"],
  ["companies", "employees", "employee_id", "address"],
  ["courses", "lessons", "lesson_id", "syllabus"],
  ["customers", "orders", "order_id", "contact"],
  ["devices", "readings", "reading_id", "status"],
  ["events", "tickets", "ticket_id", "venue"],
  ["forums", "threads", "thread_id", "rules"],
  ["groups", "members", "member_id", "permissions"],
  ["hotels", "rooms", "room_id", "location"],
  ["jobs", "applications", "application_id", "description"],
  ["libraries", "loans", "loan_id", "hours"],
  ["playlists", "tracks", "track_id", "artwork"],
  ["projects", "tasks", "task_id", "budget"],
  ["recipes", "steps", "step_id", "nutrition"],
  ["stores", "shelves", "shelf_id", "schedule"],
  ["teams", "matches", "match_id", "standing"],
] as const;

/**
 * The source report's table: 100 GET routes, 25 of each of its four kinds (simple, one param, several params, nested),
 * kind by kind for each resource in turn.
 */
export const sourceTable = (): RouteTable =>
  resources.flatMap(([resource, part, partId, leaf]) => [
    ["GET", `/${resource}`] as const,
    ["GET", `/${resource}/:id`] as const,
    ["GET", `/${resource}/:id/${part}/:${partId}`] as const,
    ["GET", `/api/v1/${resource}/:id/${leaf}`] as const,
  ]);
