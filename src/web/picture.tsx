import type { ComponentChildren } from 'preact'
import { type Drawing, inline } from '../reach/pictures/drawing.js'

/** What is wider than a phone scrolls in a box of its own. */
const ScrollBox = ({ label, children, picture = false }: { label: string; children: ComponentChildren; picture?: boolean }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.2, 2.1.1), and not every browser sees to that
  <section class={picture ? 'scroll picture' : 'scroll'} tabIndex={0} aria-label={label}>
    {children}
  </section>
)

/**
 * A drawing of reach in the page, with its colours from the style sheet. Its markup is made by reach/pictures, which escapes every name in it: of all our
 * pages only this component writes markup that preact did not make.
 * @param fits its writing stays readable when it shrinks to a phone; others keep a width at which it does.
 */
export function Picture({ drawing, fits = false }: { drawing: Drawing; fits?: boolean }) {
  const markup = { dangerouslySetInnerHTML: { __html: inline(drawing) } }
  if (fits) return <div class="picture fits" {...markup} />
  return (
    <ScrollBox label={drawing.title} picture>
      <div {...markup} />
    </ScrollBox>
  )
}

/**
 * @param facts two columns, of which the second may be a sentence; other tables keep their figures in one line
 * @param fits its figures may take several lines, so that all its columns are seen on a phone
 */
export const ScrollTable = ({
  label,
  children,
  facts = false,
  fits = false,
}: {
  label: string
  children: ComponentChildren
  facts?: boolean
  fits?: boolean
}) => (
  <ScrollBox label={label}>
    <table class={facts ? 'facts' : fits ? 'figures fits' : 'figures'}>{children}</table>
  </ScrollBox>
)
