/** What a data set is and where it comes from. */
export interface Description {
  readonly title: string;
  /** What the rows and columns are, in a sentence or two, with what is odd about them. */
  readonly summary: string;
  /** Who made it, and the page where it is published. */
  readonly source: string;
  /** As stated by the source; "not stated" and the like are to be taken seriously before redistributing. */
  readonly licence: string;
  /** What to cite. */
  readonly citation: string;
}
