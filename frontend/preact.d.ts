/** The part of Preact and htm that the page uses. */
export type VNode = { readonly __vnode: unique symbol };
export type Child = VNode | string | number | boolean | null | undefined | Child[];
export type Ref<T> = { current: T };
export type Dispatch<T> = (value: T | ((previous: T) => T)) => void;
export type Context<T> = { Provider: unknown; readonly __value?: T };
export function html(strings: TemplateStringsArray, ...values: any[]): VNode;
export function render(tree: VNode, parent: Element): void;
export function createContext<T>(initial: T): Context<T>;
export function useContext<T>(context: Context<T>): T;
export function useState<T>(initial: T | (() => T)): [T, Dispatch<T>];
export function useEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useLayoutEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useRef<T>(initial: T): Ref<T>;
export function useMemo<T>(factory: () => T, inputs: readonly unknown[]): T;
