extension Document {
    /// The look of the page: on a screen of any width, in the light and in the dark, and on paper.
    ///
    /// Figures lie on white, for which they are drawn. On a narrow screen they and tables scroll by themselves rather
    /// than shrink beyond what can be read.
    static let style = """
        :root {
          color-scheme: light dark;
          --paper: #fff; --ink: #1b1f24; --faint: #59636e; --line: #d1d9e0; --shade: #f6f8fa; --link: #0060a8;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --paper: #14181d; --ink: #e3e7eb; --faint: #9aa4af; --line: #3a424b; --shade: #1e242b; --link: #6cb6ff;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
        }
        main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2em 0 0.6em; overflow-wrap: break-word; }
        h1 { font-size: 1.8rem; margin-top: 0; }
        h2 { font-size: 1.4rem; padding-bottom: 0.25em; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1.15rem; }
        h4, h5, h6 { font-size: 1rem; }
        p, figcaption { max-width: 44rem; overflow-wrap: break-word; }
        a { color: var(--link); }
        nav { margin: 1.5rem 0; padding: 0.75rem 1rem; background: var(--shade); border-radius: 6px; }
        nav ul { margin: 0; padding-left: 1.2rem; }
        nav li { padding: 0.2rem 0; }
        .scroll, .card, pre { overflow-x: auto; max-width: 100%; }
        table { border-collapse: collapse; font-size: 0.9rem; line-height: 1.4; }
        th, td { padding: 0.4rem 0.75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { background: var(--shade); white-space: nowrap; }
        .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        figure { margin: 1.5rem 0; }
        .card { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem; }
        .card img { display: block; max-width: max(100%, 44rem); height: auto; margin: 0 auto; }
        figcaption { color: var(--faint); font-size: 0.9rem; margin-top: 0.5rem; }
        .gallery {
          list-style: none; padding: 0; display: grid; gap: 1rem 0.75rem;
          grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr));
        }
        .gallery img { display: block; width: 7rem; height: auto; image-rendering: pixelated; border-radius: 4px; }
        .gallery span { display: block; color: var(--faint); font-size: 0.8rem; line-height: 1.35; margin-top: 0.3rem; }
        pre {
          padding: 0.75rem 1rem; background: var(--shade); border-radius: 6px;
          font: 0.85rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
        }
        code { font: inherit; }
        @media screen and (max-width: 48rem) {
          table { width: max-content; }
          td { max-width: 18rem; }
        }
        @media print {
          html { font-size: 9pt; }
          main { max-width: none; padding: 0; }
          h1, h2, h3, h4, h5, h6 { break-after: avoid; }
          tr, figure, pre { break-inside: avoid; }
          .scroll, .card, pre { overflow: visible; }
          th, td { padding: 0.25rem 0.4rem; }
          .card { border: none; padding: 0; }
          .card img { max-width: 100%; }
          pre { white-space: pre-wrap; }
        }
        """
}
