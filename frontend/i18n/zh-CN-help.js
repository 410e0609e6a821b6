// @ts-check
/** 帮助的框架；每一页的内容在 frontend/help/zh-CN。 */

/** @type {Record<string, string>} */
export const help = {
  "help.title": "帮助",
  "help.contents": "目录",
  "help.page": "帮助页面",
  "help.search": "在帮助中查找",
  "help.results": "查找结果",
  "help.found": "找到 {n} 页",
  "help.nothing": "没有找到“{query}”。请换一个词，或清除后从目录中选择。",
  "help.see": "另请参阅",
  "help.warning": "警告",
  "help.note": "注意",
  "help.group.start": "开始使用",
  "help.group.daily": "日常使用",
  "help.group.rules": "企业的规则",
  "help.group.questions": "常见问题",
  "help.group.program": "关于程序",
};
