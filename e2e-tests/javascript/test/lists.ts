// Lists of what comes page by page.

/** All that an iterator yields. */
export const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const list: T[] = [];
    for await (const item of items) list.push(item);
    return list;
};
