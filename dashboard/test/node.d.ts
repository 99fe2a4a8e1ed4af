// The few parts of node's test modules that these tests use, so that no type package is needed.
declare module 'node:test' {
    export function test(name: string, body: () => void | Promise<void>): void;
}

declare module 'node:assert/strict' {
    const assert: {
        ok(value: unknown, message?: string): asserts value;
        equal(actual: unknown, expected: unknown, message?: string): void;
        notEqual(actual: unknown, expected: unknown, message?: string): void;
        deepEqual(actual: unknown, expected: unknown, message?: string): void;
        match(actual: string, expected: RegExp, message?: string): void;
    };
    export default assert;
}
