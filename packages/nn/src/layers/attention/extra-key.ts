import { arange, concat, fullLike, type Tensor } from "@gradiente/core";

/* A key and a value that are learnt and belong to no place: attention with biases of keys and values. */

/** Keys or values `[batch, heads, time, features of a head]`, with one more: the learnt `[1, 1, features]`. */
export function withExtra(x: Tensor, learnt: Tensor): Tensor {
  const [batch, heads, , features] = x.shape;
  return concat([x, learnt.reshape([1, heads, 1, features]).expand([batch, heads, 1, features])], 2);
}

/** The mask of a call, causality included, for one key more to which every query attends. */
export function maskWithExtra(
  { mask }: { readonly mask?: Tensor },
  causal: boolean,
  [queries, keys]: readonly [queries: number, keys: number],
): { readonly mask?: Tensor } {
  const before = causal ? arange(keys).le(arange(queries).unsqueeze(-1)) : undefined;
  const own = mask === undefined ? before : before === undefined ? mask : allowed(mask, before);
  if (own === undefined) return {};
  const columns = own.ndim === 0 ? own.reshape([1]) : own;
  const lead = columns.shape.slice(0, -1);
  const whole = columns.shape[lead.length] === 1 ? columns.expand([...lead, keys]) : columns;
  const always = fullLike(whole, whole.dtype === "bool" ? 1 : 0, { shape: [...lead, 1] });
  return { mask: concat([whole, always], -1) };
}

function allowed(mask: Tensor, before: Tensor): Tensor {
  return mask.dtype === "bool" ? mask.and(before) : before.where(mask, Number.NEGATIVE_INFINITY);
}
