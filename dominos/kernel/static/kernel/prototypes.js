// No data that a page reads, and no slip with it, gives all objects of the page a property (prototype pollution).

Object.preventExtensions(Object.prototype);
