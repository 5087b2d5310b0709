"""What answers say that are no page: not found, blocked, consent, login, maintenance, in three scripts.

Data alone, one phrase a line, each with a test. Compared by key, so case, quotes and script variants do not matter.
"""

NOT_FOUND = """
404
error 404
404 error
404 not found
http 404
not found
page not found
the page you requested was not found
the page you requested could not be found
the page you are looking for could not be found
the page you are looking for does not exist
the page you are looking for is not available
the requested page could not be found
the requested url was not found on this server
file not found
the resource cannot be found
this page does not exist
this page doesn't exist
page doesn't exist
page does not exist
page no longer exists
this page is no longer available
this content is no longer available
this article is no longer available
article not found
this article has been removed
this article has been deleted
this page has been removed
this page has been deleted
content not found
sorry, we can't find that page
sorry, we can't find the page you are looking for
we can't find the page you're looking for
we couldn't find that page
oops! that page can't be found
页面不存在
该页面不存在
页面未找到
页面没有找到
找不到页面
找不到该页面
找不到网页
您访问的页面不存在
您访问的页面不存在或已删除
您要访问的页面不存在
您访问的内容不存在
抱歉，您访问的页面不存在
对不起，您访问的页面不存在
很抱歉，您要访问的页面不存在
您所访问的页面不存在
内容已被删除
该内容已被删除
该文章已被删除
该文章不存在
文章不存在或已删除
文章已删除
文章已被删除
文章已下线
页面已删除
页面已被删除
页面已下线
内容已删除
您访问的文章已被删除
您访问的页面已被删除
信息不存在
頁面不存在
找不到網頁
找不到此網頁
找不到頁面
找不到此頁面
找不到您要求的網頁
找不到你要的網頁
無法找到網頁
網頁不存在
您所要求的網頁不存在
你所要求的網頁不存在
閣下要求的網頁並不存在
抱歉，找不到您要瀏覽的網頁
對不起，您要找的頁面不存在
此文章已被移除
此頁面已被移除
"""

BLOCKED = """
access denied
access to this page has been denied
attention required! | cloudflare
just a moment...
checking your browser before accessing
checking if the site connection is secure
verify you are human
verifying you are human
please verify you are a human
performing security verification
enable javascript and cookies to continue
please enable cookies
sorry, you have been blocked
you have been blocked
you don't have permission to access
request unsuccessful. incapsula incident id
pardon our interruption
unusual traffic from your computer network
our systems have detected unusual traffic
are you a robot
i'm not a robot
complete the captcha
ddos protection by
403 forbidden
403 error
request blocked
the request could not be satisfied
the requested url was rejected
too many requests
rate limit exceeded
访问被拒绝
访问被阻断
您的访问被拦截
您的请求可能存在威胁，已被拦截
您的访问过于频繁
访问过于频繁
请求过于频繁
请完成安全验证
请进行安全验证
安全验证
人机验证
滑动验证
请输入验证码
网站防火墙
创宇盾
拒絕存取
存取被拒
您沒有權限瀏覽此網頁
請完成安全驗證
請證明您不是機械人
驗證您是人類
"""

CONSENT = """
before you continue
we value your privacy
we care about your privacy
your privacy choices
cookie consent
this site uses cookies
accept all cookies to continue
please accept cookies to continue
我们重视您的隐私
使用 cookie 前请先同意
我們重視您的私隱
我們重視您的隱私
繼續前請先接受
"""

LOGIN = """
sign in
log in
login
please sign in
please log in
sign in to continue
log in to continue
you must be logged in
you need to sign in
login required
authentication required
members only
subscribe to continue reading
subscribe to read the full article
to continue reading, subscribe
this content is for subscribers only
登录
用户登录
请登录
请先登录
登录后查看全文
会员登录
请登录后继续访问
登入
請登入
請先登入
會員登入
用戶登入
登入以繼續閱讀
訂閱以繼續閱讀
"""

MAINTENANCE = """
under maintenance
site under maintenance
website under maintenance
down for maintenance
scheduled maintenance
system maintenance
we'll be back soon
we will be back soon
be right back
service unavailable
503 service unavailable
service temporarily unavailable
temporarily unavailable
this site is temporarily unavailable
this service is temporarily unavailable
502 bad gateway
504 gateway time-out
500 internal server error
internal server error
error establishing a database connection
site is undergoing maintenance
网站维护中
网站正在维护
系统维护
系统维护中
系统升级中
网站升级中
服务暂不可用
服务器繁忙，请稍后再试
系统繁忙
網站維護中
網頁維護中
系統維護
系統維護中
系統提升中
服務暫停
服務暫時未能提供
暫停服務
系統繁忙
"""
