import { expect, expectTypeOf, test } from "vitest";
import { createApp } from "../../../kernel-lib/src/framework/http/create-app.ts";
import type { PathParams } from "../../../kernel-lib/src/framework/router/path-params.ts";

test("a pattern's params are typed by their names", async () => {
  expectTypeOf<PathParams<"/users/:id/files/*path">>().toEqualTypeOf<{ readonly id: string; readonly path: string }>();
  expectTypeOf<PathParams<"/files/*">>().toEqualTypeOf<{ readonly "*": string }>();
  expectTypeOf<PathParams<"/users/:id(\\d+)/:name">>().toEqualTypeOf<{ readonly id: string; readonly name: string }>();
  expectTypeOf<PathParams<"/a/:n<int>/:x<float>/:u<uuid>/:rest<path>">>().toEqualTypeOf<{
    readonly n: number;
    readonly x: number;
    readonly u: string;
    readonly rest: string;
  }>();
  expectTypeOf<PathParams<"/v:major<int>.:minor/:from-:to/@:user">>().toEqualTypeOf<{
    readonly major: number;
    readonly minor: string;
    readonly from: string;
    readonly to: string;
    readonly user: string;
  }>();
  expectTypeOf<PathParams<"/:a((?:x|[)(:]|\\))+)-:b/*c/d/:e?">>().toEqualTypeOf<{
    readonly a: string;
    readonly b: string;
    readonly c: string;
    readonly e?: string;
  }>();
  expectTypeOf<PathParams<"/:at<day>?", { day: Date }>>().toEqualTypeOf<{ readonly at?: Date }>();
  expectTypeOf<keyof PathParams<"/static">>().toEqualTypeOf<never>();
  expectTypeOf<PathParams<string>>().toEqualTypeOf<Readonly<Record<string, string>>>();
  const app = createApp().get("/a/:b/*c", ({ params }) => {
    expectTypeOf(params).toEqualTypeOf<{ readonly b: string; readonly c: string }>();
    // @ts-expect-error the pattern has no such param
    return { b: params.b, c: params.c, none: params.d === undefined };
  });
  expect((await app.inject({ path: "/a/1/2/3" })).json()).toEqual({ b: "1", c: "2/3", none: true });
});
