"""Methods that Telegram has and the playground lacks: a bot that calls one is told so by name,
while a misspelt method gets a 404."""

_NAMES = """
    addStickerToSet answerChatJoinRequestQuery answerGuestQuery answerInlineQuery
    answerPreCheckoutQuery answerShippingQuery answerWebAppQuery approveChatJoinRequest
    approveSuggestedPost banChatMember banChatSenderChat closeForumTopic closeGeneralForumTopic
    convertGiftToStars createChatInviteLink createChatSubscriptionInviteLink createForumTopic
    createInvoiceLink createNewStickerSet declineChatJoinRequest declineSuggestedPost
    deleteAllMessageReactions deleteBusinessMessages deleteChatPhoto deleteChatStickerSet
    deleteForumTopic deleteMessageReaction deleteStickerFromSet deleteStickerSet deleteStory
    editChatInviteLink editChatSubscriptionInviteLink editForumTopic editGeneralForumTopic
    editMessageChecklist editMessageLiveLocation editStory editUserStarSubscription
    exportChatInviteLink getAvailableGifts getBusinessAccountGifts getBusinessAccountStarBalance
    getBusinessConnection getChatGifts getCustomEmojiStickers getForumTopicIconStickers
    getGameHighScores getManagedBotAccessSettings getManagedBotToken
    getMyDefaultAdministratorRights getMyStarBalance getStarTransactions getStickerSet
    getUserChatBoosts getUserGifts getUserPersonalChatMessages getUserProfileAudios
    giftPremiumSubscription hideGeneralForumTopic leaveChat postStory promoteChatMember
    readBusinessMessage refundStarPayment removeBusinessAccountProfilePhoto
    removeChatVerification removeMyProfilePhoto removeUserVerification reopenForumTopic
    reopenGeneralForumTopic replaceManagedBotToken replaceStickerInSet repostStory
    restrictChatMember revokeChatInviteLink savePreparedInlineMessage savePreparedKeyboardButton
    sendAnimation sendAudio sendChatJoinRequestWebApp sendChecklist sendDice sendGame sendGift
    sendInvoice sendLivePhoto sendMessageDraft sendPaidMedia sendPoll sendRichMessage
    sendRichMessageDraft sendSticker sendVideo sendVideoNote setBusinessAccountBio
    setBusinessAccountGiftSettings setBusinessAccountName setBusinessAccountProfilePhoto
    setBusinessAccountUsername setChatAdministratorCustomTitle setChatDescription
    setChatMemberTag setChatPermissions setChatPhoto setChatStickerSet setChatTitle
    setCustomEmojiStickerSetThumbnail setGameScore setManagedBotAccessSettings
    setMyDefaultAdministratorRights setMyProfilePhoto setPassportDataErrors setStickerEmojiList
    setStickerKeywords setStickerMaskPosition setStickerPositionInSet setStickerSetThumbnail
    setStickerSetTitle setUserEmojiStatus stopMessageLiveLocation stopPoll
    transferBusinessAccountStars transferGift unbanChatMember unbanChatSenderChat
    unhideGeneralForumTopic unpinAllForumTopicMessages unpinAllGeneralForumTopicMessages
    upgradeGift uploadStickerFile verifyChat verifyUser
"""

UNBUILT = {name.lower(): name for name in _NAMES.split()}
