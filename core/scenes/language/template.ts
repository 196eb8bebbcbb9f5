import type { Wording } from "./wording.ts";

/** Kinds of question that share their templates. */
export type Family = "attribute" | "tied" | "ordinal" | "union";

/**
 * A text with slots in braces. Without a sign at its end it is a phrase, else a question or a request.
 * Slots: {n} the noun phrase without article, {ns} its plural, {thing} and {adjs} its noun and its adjectives; {is} the
 * predicate, {are} for several, {that} the relative clause, {tie} the tie after the noun, {Opening} it at the start;
 * {anchor} and {is:it} the other object first and the predicate with "it"; {nth} and {number} a rank, {side} where
 * counting starts; {s} the set of a union in the plural.
 */
export type Template = string;

export type TemplateSet = Readonly<Record<Family, readonly Template[]>>;
export type Templates = Readonly<Record<Wording, TemplateSet>>;
