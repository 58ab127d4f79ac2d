import type { BilingualText } from '../invoice/document.ts';

/** Titles of the limits of plans and packs, by their names in price books. */
export const allowanceTitles: Readonly<Record<string, BilingualText>> = {
  accounts: { zh: '帐号', en: 'Accounts' },
  dau: { zh: '日活跃用户数', en: 'Daily active users' },
  avchatrooms: { zh: '音视频聊天室', en: 'AV chat rooms' },
  groups: { zh: '群组', en: 'Groups' },
  group_members: { zh: '群成员人数上限', en: 'Members of a group' },
  large_groups: { zh: '万人大群', en: 'Groups of the largest size' },
  friends_per_user: { zh: '单人好友数', en: 'Friends of a user' },
  groups_per_user: { zh: '单人可创建与加入群组数', en: 'Groups of a user' },
};
