// What the scripts of pages ask and are answered, by the API's document: `scripts/javascript` holds them to it.

import type { paths } from "./built/typescript/index";

type Method = "get" | "post" | "put" | "patch" | "delete";
type Segments<Path extends string> = Path extends `${infer Head}/${infer Tail}` ? [Head, ...Segments<Tail>] : [Path];
type Opened<Parts> = { [At in keyof Parts]: Parts[At] extends `{${string}}` ? string : Parts[At] };
type WithoutQuery<Path extends string> = Path extends `${infer Before}?${string}` ? Before : Path;
type Whole<Path extends string> = `/api/v1${WithoutQuery<Path>}`;
type Fitting<Path extends string> = {
  [Key in keyof paths & string]: Segments<Path> extends Opened<Segments<Key>> ? Key : never;
}[keyof paths & string];
type Named<Path extends string> = Path extends keyof paths ? Path : Fitting<Path>;

/** The operation of a path as a page writes it, behind `/api/v1`: with what it puts in for parameters, and a query. */
type Operation<M extends Method, Path extends string> = Extract<paths[Named<Whole<Path>>][M], object>;

type Json<Found> = Found extends { content: { "application/json": infer Body } } ? Body : null;
type Good<Answers> = { [Status in keyof Answers]: Status extends 200 | 201 | 202 | 204 ? Json<Answers[Status]> : never }[keyof Answers];

/** Whether a path can be told: one that begins with what was put together elsewhere is not looked at. */
type IsTold<Path extends string> = Path extends `/${string}` ? true : false;

/** What a good answer has. */
export type Answer<M extends Method, Path extends string> =
  IsTold<Path> extends false ? any : Operation<M, Path> extends { responses: infer Answers } ? Good<Answers> : never;

/** What an operation takes as JSON; one without a body takes none, or an empty object. */
export type Body<M extends Method, Path extends string> =
  IsTold<Path> extends false ? any
  : Operation<M, Path> extends { requestBody?: infer Taken }
    ? [Exclude<Taken, undefined>] extends [never] ? undefined | Record<string, never> : Json<Exclude<Taken, undefined>>
    : never;
