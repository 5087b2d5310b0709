"""The templates of the sites, as real ones are built: semantic, tables for layout, div soup, CMS output.

A template is text with {slots}; `paragraph`, `heading`, `rows`, `cells` say how the body is set. `[[name]]` is a class that a build hashes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One template."""

    page: str
    paragraph: str = "<p>{}</p>\n"
    heading: str = "<h2>{}</h2>\n"
    entries: tuple[str, str, str] = ("<ul>", "<li>{}</li>", "</ul>\n")
    table: tuple[str, str] = ('<table class="data">', "</table>\n")
    annexes: tuple[str, str, str] = ('<ul class="attachments">', '<li><a href="{}">{}</a></li>', "</ul>")
    suffix: str = " | {}"  # of <title>, with the site's name


_START = '<!DOCTYPE html>\n<html lang="{lang}">\n<head>{meta}<title>{title}{suffix}</title>{head}{canonical}</head>\n'

GOV = Layout(
    page=_START
    + '<body><div id="wrapper"><div id="header"><a href="/"><img src="/logo.gif" alt="{site}"></a>{clock}{form}'
    '<ul id="topmenu">{nav}</ul></div>\n{notice}<div id="breadcrumb"><a href="/">{home}</a> &gt; {site}</div>\n<div id="content"><h1 id="PRHeadline">{title}</h1>\n'
    '<div id="pressrelease">{body}{annexes}{contact}</div>\n<div class="pr-foot">{ended}/{date}<br>{updated}</div>{shares}</div>\n{outside}'
    '<div id="sidebar">{weather}{most_read}</div>\n<div id="footer">&copy; 2026 {site} {counter}</div></div></body></html>\n',
    suffix="",
)
TABLES = Layout(
    page='<html><head>{meta}<title>{site} - {title}</title>{head}</head>\n<body bgcolor="#FFFFFF"><table width="960" align="center" cellpadding="0"><tr><td colspan="2">'
    '<img src="/banner.jpg" width="960" height="90">{clock}</td></tr>\n<tr><td width="180" valign="top"><table width="170">{nav_rows}</table>{weather}</td>\n'
    '<td valign="top">{notice}<table width="780"><tr><td class="bt" align="center"><b>{title}</b></td></tr><tr><td align="center" class="info">{date} {author} {counter}</td></tr>\n'
    '<tr><td class="zw">{body}{annexes}{contact}</td></tr><tr><td>{updated}</td></tr></table>{outside}{related}</td></tr>\n<tr><td colspan="2" class="foot">{site} {form}</td></tr></table></body></html>\n',
    paragraph="{}<br><br>\n",
    heading="<b>{}</b><br><br>\n",
    entries=("", "&#8226; {}<br>\n", "<br>\n"),
    table=('<table border="1">', "</table><br>\n"),
    annexes=("<br>", '<a href="{}">{}</a><br>\n', ""),
    suffix="",
)
MINISTRY = Layout(
    page=_START
    + '<body><div class="top w1200"><div class="top-l">{clock}</div>{form}</div><div class="nav"><ul>{nav}</ul></div>\n{notice}<div class="w1200 main-con">'
    '<div class="position"><a href="/">{home}</a>&gt;{site}</div>\n<div class="xxgk_con"><h2 class="art-title">{title}</h2><div class="pages-date">{date}&nbsp;&nbsp;{author}'
    '&nbsp;&nbsp;{counter}<span class="font-size">A+ A-</span></div>\n<div class="TRS_Editor article-content" id="UCAP-CONTENT">{body}{contact}</div>\n<div class="fujian">{annexes}</div>{shares}'
    '<div class="editor">{updated}</div></div>{outside}{related}</div>\n<div class="footer"><p>{site}</p>{mail}</div></body></html>\n',
    paragraph='<p style="text-indent: 2em">{}</p>\n',
    heading="<p><strong>{}</strong></p>\n",
    entries=("", '<p style="text-indent: 2em">{}</p>\n', ""),
    suffix="_{}",
)
PRESS = Layout(
    page=_START
    + '<body class="single"><header class="site-header"><a class="logo" href="/">{site}</a><nav><ul>{nav}</ul></nav>{weather}</header>\n{notice}<main><article class="story">'
    '<header><h1>{title}</h1><p class="byline">{author} <time datetime="{iso}">{date}</time> {counter}</p>{shares}</header>\n<div class="story-body" itemprop="articleBody">{body_ad}{annexes}{contact}</div>\n'
    '<footer>{updated}</footer></article>{outside}<aside>{related}{most_read}{ad}</aside></main>\n<footer class="site-footer">&copy; {site} {form}</footer></body></html>\n',
    heading="<h3>{}</h3>\n",
)
SOUP = Layout(
    page=_START
    + '<body><div id="__next"><div class="[[shell]]"><div class="[[bar]]"><div class="[[menu]]">{nav_links}</div>{form}</div>\n{notice}<div class="[[grid]]"><div class="[[col]]">'
    '<div class="[[kicker]]">{site}</div><h1 class="[[headline]]">{title}</h1><div class="[[meta]]"><span>{author}</span><span>{date}</span>{counter}</div>\n<div class="[[body]]">{body_ad}{annexes}{contact}</div>'
    '<div class="[[stamp]]">{updated}</div>{shares}</div>\n{outside}<div class="[[rail]]">{most_read}{ad}{weather}</div></div></div></div><script id="__DATA__" type="application/json">{{"b":"{token}"}}</script></body></html>\n',
    paragraph='<div class="[[para]]">{}</div>\n',
    heading='<div class="[[sub]]">{}</div>\n',
    entries=('<div class="[[list]]">', '<div class="[[entry]]">{}</div>', "</div>\n"),
    suffix=" - {}",
)
REGULATOR = Layout(
    page=_START
    + '<body><a href="#main" class="skip">{home}</a><div class="region-header"><ul class="menu">{nav}</ul>{form}</div>\n{notice}<main id="main" role="main"><div class="container"><div class="row"><div class="col-md-9">'
    '<h1 class="page-header">{title}</h1><dl class="info"><dt>{home}</dt><dd>{date}</dd></dl>\n<section class="field field-name-body">{body}{contact}</section>\n<section class="field-attachments">{annexes}</section>'
    '<p class="last-modified">{updated}</p></div>{outside}<div class="col-md-3">{most_read}</div></div></div></main>\n<div class="region-footer">{site} {counter} {clock}</div></body></html>\n',
)
BLOG = Layout(
    page=_START
    + '<body class="post-template-default"><div id="page" class="site"><header id="masthead"><p class="site-title">{site}</p><ul id="primary-menu">{nav}</ul></header>\n{notice}<div id="primary"><article class="post type-post hentry">'
    '<h1 class="entry-title">{title}</h1><div class="entry-meta">{date} / {author}</div>\n<div class="entry-content">{body_ad}{annexes}{contact}{shares}</div><div class="entry-footer">{updated}</div></article>'
    '{related}</div>\n{outside}<div id="secondary" class="widget-area">{most_read}{ad}{form}</div><footer id="colophon">{site} {counter}</footer></div></body></html>\n',
    suffix=" – {}",
)
PORTAL = Layout(
    page=_START
    + '<body><div class="ntes_nav">{nav_links}{clock}{weather}</div>\n{notice}<div class="wrapper clearfix"><div class="post_main"><h1 class="post_title">{title}</h1><div class="post_info">{date} <a href="/">{site}</a> {counter}</div>{shares}'
    '<div class="post_body">{body_ad}{annexes}{contact}</div><div class="post_author">{author} {updated}</div>{related}</div>\n{outside}<div class="post_side">{most_read}{ad}</div></div><div class="N-nav-bottom">{site} {form}</div></body></html>\n',
    suffix="_{}",
)
FRESH = Layout(  # what one press site looks like after its redesign
    page=_START
    + '<body><div class="c-page"><div class="c-top">{nav_links}<span class="c-brand">{site}</span>{form}</div>\n{notice}<div class="c-layout"><section class="c-article" data-module="article"><div class="c-article__head">'
    '<h1 class="c-article__h">{title}</h1><div class="c-article__facts"><span>{date}</span> · <span>{author}</span></div></div>\n<div class="c-article__text">{body_ad}{contact}</div>{annexes}<div class="c-article__end">{updated} {counter}</div></section>\n'
    '{outside}<div class="c-rail">{ad}{related}{most_read}</div></div><div class="c-foot">{shares}{weather} {site}</div></div></body></html>\n',
    paragraph='<div class="c-p"><p>{}</p></div>\n',
    heading="<h4>{}</h4>\n",
    entries=("<ol>", "<li><p>{}</p></li>", "</ol>\n"),
    suffix=" :: {}",
)
MODERN = Layout(  # what one Simplified site looks like after its redesign
    page=_START
    + '<body><div id="app"><div class="header-box">{site}{nav_links}</div>\n{notice}<div class="content-box"><div class="left-box">{most_read}{weather}</div><div class="detail-box"><div class="detail-title">{title}</div>'
    '<div class="detail-info">{date} | {author} | {counter}</div>\n<div class="detail-content"><section>{body}</section>{annexes}{contact}</div><div class="detail-tool">{shares}{updated}</div></div>{outside}</div>{related}<div class="footer-box">{clock}{form}</div></div></body></html>\n',
    paragraph="<section><span>{}</span></section>\n",
    heading="<h3><span>{}</span></h3>\n",
    suffix=" - {}",
)
LAYOUTS = {
    "gov": GOV, "tables": TABLES, "ministry": MINISTRY, "press": PRESS, "soup": SOUP, "regulator": REGULATOR,
    "blog": BLOG, "portal": PORTAL, "fresh": FRESH, "modern": MODERN,
}  # fmt: skip
