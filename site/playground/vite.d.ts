/** The address of a file that is part of the site. */
declare module "*?url" {
  const address: string;
  export default address;
}
