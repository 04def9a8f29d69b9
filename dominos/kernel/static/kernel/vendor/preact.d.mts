// What our pages use of Preact.
export type Node = any;
export function h(type: any, props: any, ...children: any[]): Node;
export function render(node: any, container: Element): void;
