"""How Italian verbs are conjugated, as far as claims need them."""

from foedus.say.grammar import Mood

MOODS: tuple[Mood, ...] = ("present", "past", "future", "subjunctive", "past-subjunctive", "conditional")
#: Singular and plural of each mood, in the order of MOODS; the conditional after "che" is a subjunctive.
VERBS = {
    "ha": "ha/hanno aveva/avevano avrà/avranno abbia/abbiano avesse/avessero abbia/abbiano",
    "è": "è/sono era/erano sarà/saranno sia/siano fosse/fossero sia/siano",
    "rilascia": "rilascia/rilasciano ha~rilasciato/hanno~rilasciato rilascerà/rilasceranno rilasci/rilascino "
    "rilasciasse/rilasciassero rilasci/rilascino",
    "fa": "fa/fanno faceva/facevano farà/faranno faccia/facciano facesse/facessero faccia/facciano",
    "svolge": "svolge/svolgono svolgeva/svolgevano svolgerà/svolgeranno svolga/svolgano svolgesse/svolgessero "
    "svolga/svolgano",
    "comincia": "comincia/cominciano cominciava/cominciavano comincerà/cominceranno cominci/comincino "
    "cominciasse/cominciassero cominci/comincino",
    "finisce": "finisce/finiscono finiva/finivano finirà/finiranno finisca/finiscano finisse/finissero "
    "finisca/finiscano",
    "sta": "sta/stanno stava/stavano starà/staranno stia/stiano stesse/stessero stia/stiano",
    "risponde": "risponde/rispondono rispondeva/rispondevano risponderà/risponderanno risponda/rispondano "
    "rispondesse/rispondessero risponda/rispondano",
    "succede": "succede/succedono succedeva/succedevano succederà/succederanno succeda/succedano "
    "succedesse/succedessero succeda/succedano",
    "riguarda": "riguarda/riguardano riguardava/riguardavano riguarderà/riguarderanno riguardi/riguardino "
    "riguardasse/riguardassero riguardi/riguardino",
    "ricopre": "ricopre/ricoprono ricopriva/ricoprivano ricoprirà/ricopriranno ricopra/ricoprano "
    "ricoprisse/ricoprissero ricopra/ricoprano",
    "tiene": "tiene/tengono teneva/tenevano terrà/terranno tenga/tengano tenesse/tenessero tenga/tengano",
}
