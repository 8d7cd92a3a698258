import type { MimeBundle } from "../../base/displayable.js";

/** What `execute_request` asks for. */
export interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  readonly store_history: boolean;
  readonly stop_on_error: boolean;
}

/** An error as the protocol words it: in `execute_reply`, and as iopub `error`. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  /** Lines to show, in order; may hold ANSI colours. */
  readonly traceback: readonly string[];
}

/** What `display_data` and `update_display_data` carry. */
export interface DisplayContent {
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
}

/** What `kernel_info_reply` carries. */
export interface KernelInfo {
  readonly protocol_version: string;
  readonly implementation: string;
  readonly implementation_version: string;
  readonly language_info: Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string };
  readonly banner: string;
}

/**
 * Reads an execute request; the optional flags get the protocol's defaults (`silent` forces `store_history` off).
 * @throws TypeError if there is no code.
 */
export function readExecuteRequest(content: Readonly<Record<string, unknown>>): ExecuteRequest {
  const { code, silent = false, store_history = true, stop_on_error = true } = content;
  if (typeof code !== "string") throw new TypeError("execute_request: `code` is not a string");
  return {
    code,
    silent: silent === true,
    store_history: store_history !== false && silent !== true,
    stop_on_error: stop_on_error !== false,
  };
}
