namespace Microsoft.ML.Transfer.Charts;

/// <summary>How pages look. Every rule is under the class of the page, so that a page inside another, as in a notebook, changes nothing there.</summary>
internal static class PageStyle
{
    public const string Css = """
        .transfer-report { max-width: 1200px; margin: 0 auto; padding: 24px; box-sizing: border-box; background: #fff; color: #1a1a1a; font: 15px/1.5 Arial, Helvetica, 'Liberation Sans', sans-serif; }
        .transfer-report h1 { font-size: 25px; line-height: 1.25; margin: 0 0 16px; max-width: 900px; }
        .transfer-report h2 { font-size: 19px; margin: 36px 0 8px; padding-top: 12px; border-top: 1px solid #d0d0d0; }
        .transfer-report p { margin: 0 0 8px; max-width: 820px; }
        .transfer-report .summary { border-left: 4px solid #0072b2; padding: 4px 0 4px 16px; margin: 0 0 20px; }
        .transfer-report .summary p:last-child { margin-bottom: 0; }
        .transfer-report dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 10px 24px; margin: 0; max-width: 1000px; }
        .transfer-report dt { font-size: 12px; color: #555; }
        .transfer-report dd { margin: 0; overflow-wrap: anywhere; }
        .transfer-report .beside { display: flex; flex-wrap: wrap; gap: 16px 32px; align-items: flex-start; margin-top: 8px; }
        .transfer-report figure { margin: 0 0 0 -16px; flex: 2 1 560px; max-width: 720px; }
        .transfer-report figure svg { display: block; }
        .transfer-report table { flex: 0 1 auto; border-collapse: collapse; font-size: 13px; line-height: 1.35; margin-top: 16px; color: inherit; background: none; }
        .transfer-report caption { text-align: left; font-size: 12px; color: #555; padding-bottom: 6px; }
        .transfer-report th, .transfer-report td { padding: 3px 10px 3px 0; text-align: left; vertical-align: top; font-weight: normal; border: 0; border-bottom: 1px solid #e2e2e2; background: none; }
        .transfer-report thead th { vertical-align: bottom; color: #555; border-bottom: 1px solid #1a1a1a; }
        .transfer-report .number { text-align: right; padding: 3px 0 3px 14px; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .transfer-report thead .number { white-space: normal; }
        .transfer-report .marked th, .transfer-report .marked td { font-weight: bold; }
        @media print {
          @page { margin: 14mm; }
          .transfer-report { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.4; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          .transfer-report h1 { font-size: 17pt; }
          .transfer-report h2 { font-size: 13pt; margin-top: 20px; }
          .transfer-report dl { grid-template-columns: repeat(4, 1fr); gap: 5px 18px; }
          .transfer-report dt, .transfer-report caption { font-size: 8pt; }
          .transfer-report table { font-size: 8.5pt; }
          .transfer-report h1, .transfer-report h2, .transfer-report section > p, .transfer-report caption { break-after: avoid; }
          .transfer-report .beside { display: block; }
          .transfer-report figure { break-inside: avoid; max-width: none; }
          .transfer-report figure svg { width: auto; max-height: 230mm; }
          .transfer-report tr, .transfer-report .summary, .transfer-report dl { break-inside: avoid; }
          .transfer-report thead { display: table-header-group; }
        }

        """;
}
